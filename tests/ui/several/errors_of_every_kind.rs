use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(tabel = "events")]
struct Event {
    #[bitable(nmae = "x")]
    id: i64,
    #[bitable(default = 300)]
    small: i8,
    price: f64,
    #[bitable(default = 3)]
    count: u64,
    #[bitable(not_null)]
    note: Option<String>,
    _note: i64,
}

fn main() {}
