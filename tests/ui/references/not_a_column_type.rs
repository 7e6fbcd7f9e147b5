use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Customer {
    id: i64,
}

#[derive(BiTable)]
struct Order {
    #[bitable(references = Customer::id)]
    customer_id: Vec<u8>,
}

fn main() {}
