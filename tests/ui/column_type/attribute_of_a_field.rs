use peaka_runtime::ColumnType;

#[derive(ColumnType)]
struct Price(#[bitable(data_type = "DECIMAL")] i64);

fn main() {}
