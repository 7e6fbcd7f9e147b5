use peaka_runtime::ColumnType;

#[derive(ColumnType)]
struct Id(i64, i64);

fn main() {}
