use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(rename_all = "camelCase")]
struct Customer {
    customer_id: i64,
}

#[derive(BiTable)]
struct Order {
    #[bitable(references = Customer::customerId)]
    customer_id: i64,
}

fn main() {}
