use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(rename_all = "camelCase")]
#[golden(question = "a", sql = "SELECT {visitorid} FROM {table}")]
#[golden(question = "b", sql = "SELECT {visitorId} FROM {table}")]
#[golden(question = "c", sql = "SELECT {Self::cache} FROM {table}")]
#[golden(question = "d", sql = "SELECT {Customer::nmae} FROM {Customer}")]
struct Event {
    visitor_id: i64,
    #[bitable(skip)]
    cache: Vec<u8>,
}

#[derive(BiTable)]
struct Customer {
    name: String,
}

fn main() {}
