use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name("x"))]
    clicks: i64,
    #[bitable(display_name = concat!("a", "b"))]
    note: String,
}

fn main() {}
