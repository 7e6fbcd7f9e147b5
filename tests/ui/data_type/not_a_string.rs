use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(data_type = DECIMAL)]
    clicks: f64,
}

fn main() {}
