use peaka_runtime::{BiTable, ColumnType};

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event<T: ColumnType> {
    #[bitable(default = 0)]
    clicks: T,
    agent: T,
}

const _: usize = Event::<i64>::COLUMNS.len();

fn main() {}
