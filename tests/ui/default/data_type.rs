use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = 1, data_type = "DATE")]
    clicks: String,
}

fn main() {}
