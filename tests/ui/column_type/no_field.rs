use peaka_runtime::ColumnType;

#[derive(ColumnType)]
struct Id;

fn main() {}
