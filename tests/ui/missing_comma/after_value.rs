use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "x" name = "y")]
    clicks: i64,
}

fn main() {}
