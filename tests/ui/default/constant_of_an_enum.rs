use peaka_runtime::{BiTable, ColumnType};

#[derive(ColumnType)]
enum Kind {
    Click,
}

#[derive(BiTable)]
struct Event {
    #[bitable(default = Kind::Click)]
    kind: Kind,
}

fn main() {}
