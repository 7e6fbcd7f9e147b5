use peaka_runtime::{BiTable, ColumnType, DataType};

enum Kind {
    Click,
}

impl ColumnType for Kind {
    const DATA_TYPE: DataType = DataType::Varchar;
}

#[derive(BiTable)]
struct Event {
    #[bitable(default = Kind::Click)]
    kind: Kind,
}

fn main() {}
