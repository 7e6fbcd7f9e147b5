use peaka_runtime::BiTable;

#[derive(BiTable)]
#[golden(question = "How many?", sql = "SELECT 1")]
#[golden(question = "How many? ", sql = "SELECT 2")]
struct Event {
    id: i64,
}

fn main() {}
