use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(data_type = "DECIMAL", default = 123456789012345678901)]
    price: f64,
}

fn main() {}
