use peaka_runtime::BiTable;

struct Customer {
    id: i64,
}

#[derive(BiTable)]
#[golden(question = "a", sql = "SELECT {Customer::id} FROM {Customer}")]
#[golden(question = "b", sql = "SELECT {Customer::id}")]
#[golden(question = "c", sql = "SELECT 1 FROM {Customer}")]
struct Order {
    id: i64,
}

fn main() {}
