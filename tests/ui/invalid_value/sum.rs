use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(default = 3 + 4)]
    id: i64,
    #[bitable(default = concat!("a", "b"), unique)]
    note: String,
}

fn main() {}
