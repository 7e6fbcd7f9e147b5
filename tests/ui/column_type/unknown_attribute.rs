use peaka_runtime::ColumnType;

#[derive(ColumnType)]
#[bitable(table = "ids")]
struct Id(i64);

fn main() {}
