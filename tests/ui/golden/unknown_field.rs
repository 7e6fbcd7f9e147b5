use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(rename_all = "camelCase")]
#[golden(question = "a", sql = "SELECT {visitorid} FROM {table}")]
#[golden(question = "b", sql = "SELECT {visitorId} FROM {table}")]
#[golden(question = "c", sql = "SELECT {Self::cache} FROM {table}")]
struct Event {
    visitor_id: i64,
    #[bitable(skip)]
    cache: Vec<u8>,
}

fn main() {}
