use peaka_runtime::BiTable;

#[derive(BiTable)]
#[golden(question = "a", sql = "SELECT {Customer::id} FROM {Customer}")]
#[golden(question = "b", sql = "SELECT {sales::Visitor::id} FROM {table}")]
struct Order {
    id: i64,
}

fn main() {}
