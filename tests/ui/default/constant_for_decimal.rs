use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = u32::MAX, data_type = "DECIMAL")]
    clicks: f64,
}

fn main() {}
