use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(default = "x")]
    id: i64,
    #[bitable(not_null)]
    note: Option<String>,
    price: f64,
}

fn main() {}
