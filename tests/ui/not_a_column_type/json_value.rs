use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    payload: serde_json::Value,
}

fn main() {}
