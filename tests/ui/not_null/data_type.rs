use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(data_type = "DECIMAL", not_null)]
    clicks: Maybe,
}

type Maybe = Option<f64>;

fn main() {}
