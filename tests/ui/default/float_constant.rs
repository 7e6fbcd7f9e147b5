use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = MAX)]
    clicks: i64,
}

const MAX: f64 = 3.0;

fn main() {}
