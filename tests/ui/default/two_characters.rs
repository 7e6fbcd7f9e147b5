use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = "two")]
    clicks: char,
}

fn main() {}
