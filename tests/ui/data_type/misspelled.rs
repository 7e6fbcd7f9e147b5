use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(data_type = "BIGIN")]
    clicks: f64,
}

fn main() {}
