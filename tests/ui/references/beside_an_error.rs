use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Customer {
    #[bitable(uniqe)]
    id: i64,
}

#[derive(BiTable)]
struct Order {
    #[bitable(references = Customer::id)]
    customer_id: i64,
    #[bitable(references = Visit::idd)]
    visit_id: i64,
    #[bitable(nmae = "x")]
    other: i64,
}

#[derive(BiTable)]
struct Visit {
    id: i64,
}

fn main() {}
