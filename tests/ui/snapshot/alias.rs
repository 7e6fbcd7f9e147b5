use peaka_runtime::{BiTable, ColumnType};

type Count = Option<bool>;

#[derive(ColumnType)]
struct Id(i64);

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(name = "clicks", default = true)]
    count: Count,
    userid: Id,
}

fn main() {}
