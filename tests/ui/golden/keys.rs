use peaka_runtime::BiTable;

#[derive(BiTable)]
#[golden]
#[golden()]
#[golden(question = "How many?")]
#[golden(sql = "SELECT 1")]
#[golden(question = "How many?", sqll = "SELECT 1")]
#[golden(question = "How many?", question = "Who?", sql = "SELECT 1")]
#[golden(question = 3, sql = "SELECT 1")]
#[golden(question = "How many?", sql = concat!("SELECT", "1"))]
#[golden = "How many?"]
struct Event {
    id: i64,
}

#[derive(BiTable)]
struct Visit {
    #[golden(question = "How many?", sql = "SELECT 1")]
    id: i64,
}

fn main() {}
