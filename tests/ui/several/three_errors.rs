use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(nmae = "x")]
    id: i64,
    #[bitable(unique, unique, name =, default)]
    clicks: i64,
    _note: String,
}

fn main() {}
