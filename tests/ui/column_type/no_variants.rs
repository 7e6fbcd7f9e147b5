use peaka_runtime::ColumnType;

#[derive(ColumnType)]
enum Kind {}

fn main() {}
