use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(snapshot = "snapshot/none.json")]
struct Event {
    #[bitable(nmae = "x")]
    id: i64,
    #[bitable(default = "x")]
    clicks: i64,
}

fn main() {}
