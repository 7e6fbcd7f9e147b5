use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = None)]
    note: Option<String>,
}

fn main() {}
