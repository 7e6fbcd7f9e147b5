use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = -"x")]
    clicks: String,
}

fn main() {}
