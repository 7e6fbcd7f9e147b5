use peaka_runtime::BiTable;

#[derive(BiTable)]
#[golden(question = "a", sql = "DELETE FROM {table}")]
#[golden(question = "b", sql = "-- SELECT\n drop TABLE {table}")]
#[golden(question = "c", sql = "(SELECT 1)")]
#[golden(question = "d", sql = "{table}")]
#[golden(question = "e", sql = "SELECT 1; DROP TABLE {table}")]
#[golden(question = "f", sql = "SELECT ';' FROM {table};")]
#[golden(question = "g", sql = "SELECT 'it")]
#[golden(question = "h", sql = "SELECT 1 /* one")]
struct Event {
    id: i64,
}

fn main() {}
