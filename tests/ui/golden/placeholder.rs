use peaka_runtime::BiTable;

#[derive(BiTable)]
#[golden(question = "a", sql = "SELECT {id FROM {table}")]
#[golden(question = "b", sql = "SELECT id} FROM {table}")]
#[golden(question = "c", sql = "SELECT {} FROM {table}")]
#[golden(question = "d", sql = "SELECT {id:?} FROM {table}")]
#[golden(question = "e", sql = "SELECT \"{id}\" FROM {table}")]
#[golden(question = "f", sql = "SELECT {table.id} FROM {table}")]
#[golden(question = "g", sql = "SELECT {0} FROM {table}")]
#[golden(question = "h", sql = "SELECT {Event::} FROM {table}")]
struct Event {
    id: i64,
}

fn main() {}
