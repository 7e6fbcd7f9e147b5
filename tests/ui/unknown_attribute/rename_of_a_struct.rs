use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(rename = "x")]
struct Event {
    id: i64,
}

fn main() {}
