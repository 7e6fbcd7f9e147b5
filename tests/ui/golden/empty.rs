use peaka_runtime::BiTable;

#[derive(BiTable)]
#[golden(question = " ", sql = "SELECT 1")]
#[golden(question = "How many?", sql = " \n")]
#[golden(question = "Who?", sql = "-- SELECT 1")]
struct Event {
    id: i64,
}

fn main() {}
