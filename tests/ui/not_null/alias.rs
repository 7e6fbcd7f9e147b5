use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(not_null)]
    clicks: Maybe,
}

type Maybe = Option<i64>;

fn main() {}
