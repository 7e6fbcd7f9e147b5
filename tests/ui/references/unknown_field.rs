use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Customer {
    id: i64,
    name: String,
    #[bitable(skip)]
    cache: Vec<u8>,
}

#[derive(BiTable)]
struct Order {
    #[bitable(references = Customer::ids)]
    customer_id: i64,
    #[bitable(references = Customer::cache)]
    customer_cache: i64,
    #[bitable(references = Self::custmer_id)]
    previous: i64,
}

fn main() {}
