use peaka_runtime::ColumnType;

#[derive(ColumnType)]
struct Id(u64);

#[derive(peaka_runtime::BiTable)]
struct Event {
    id: Id,
}

fn main() {}
