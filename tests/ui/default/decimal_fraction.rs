use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(data_type = "DECIMAL", default = 0.1234567890123456789)]
    price: f64,
}

fn main() {}
