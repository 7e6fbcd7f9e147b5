use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "a", skip, default = 3)]
    #[bitable(flatten)]
    clicks: i64,
}

fn main() {}
