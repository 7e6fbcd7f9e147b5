use peaka_runtime::BiTable;

struct Customer {
    id: i64,
}

#[derive(BiTable)]
struct Order {
    #[bitable(references = Customer::id)]
    customer_id: i64,
}

fn main() {}
