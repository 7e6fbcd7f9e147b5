use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Customer {
    id: i64,
}

#[derive(BiTable)]
struct Order {
    #[bitable(references = Customer)]
    a: i64,
    #[bitable(references = "Customer::id")]
    b: i64,
    #[bitable(references)]
    c: i64,
    #[bitable(references = Customer::id())]
    d: i64,
    #[bitable(references(Customer::id))]
    e: i64,
    #[bitable(references = <Customer as BiTable>::id)]
    f: i64,
    #[bitable(references = Customer::id, references = Customer::id)]
    g: i64,
}

fn main() {}
