use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Order {
    #[bitable(references = Customer::id)]
    customer_id: i64,
}

fn main() {}
