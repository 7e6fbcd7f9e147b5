use peaka_runtime::BiTable;

struct Customer {
    id: i64,
}

#[derive(BiTable)]
#[golden(question = "a", sql = "SELECT {Customer::id} FROM {Customer}")]
#[golden(question = "b", sql = "SELECT {id} FROM {Visitor}")]
struct Order {
    id: i64,
}

fn main() {}
