use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = concat!("a", "b"))]
    clicks: i64,
    #[bitable(name = NAME)]
    note: i64,
}

fn main() {}
