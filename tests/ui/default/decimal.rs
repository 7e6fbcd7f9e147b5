use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = "1,50")]
    clicks: Stand,
}

struct Stand;

impl peaka_runtime::ColumnType for Stand {
    const DATA_TYPE: peaka_runtime::DataType = peaka_runtime::DataType::Decimal;
}

fn main() {}
