use peaka_runtime::BiTable;

#[derive(BiTable)]
#[golden(question = "a", sql = "SELECT {Customer::nmae} FROM {Customer}")]
#[golden(question = "b", sql = "SELECT {Customer::id} FROM {table}")]
struct Event {
    id: i64,
}

#[derive(BiTable)]
struct Customer {
    name: String,
}

fn main() {}
