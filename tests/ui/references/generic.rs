use peaka_runtime::{BiTable, ColumnType};

#[derive(BiTable)]
struct Customer {
    id: i64,
}

#[derive(BiTable)]
struct Order<T: ColumnType> {
    id: T,
    #[bitable(references = Self::idd)]
    previous: i64,
    #[bitable(references = Customer::idd)]
    customer_id: T,
}

fn main() {}
