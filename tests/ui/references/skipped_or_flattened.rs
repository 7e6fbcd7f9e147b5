use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Customer {
    id: i64,
}

#[derive(BiTable)]
struct Order {
    id: i64,
    #[bitable(skip, references = Customer::id)]
    cache: i64,
    #[bitable(flatten, references = Customer::id)]
    customer: Customer,
}

fn main() {}
