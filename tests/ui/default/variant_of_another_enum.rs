use peaka_runtime::{BiTable, ColumnType};

#[derive(ColumnType)]
enum Kind {
    Click,
    PageView,
}

#[derive(ColumnType)]
enum Status {
    Draft,
}

#[derive(BiTable)]
struct Event {
    #[bitable(default = Kind::Click)]
    status: Status,
    #[bitable(default = Kind::Clik)]
    kind: Kind,
}

fn main() {}
