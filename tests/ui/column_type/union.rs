use peaka_runtime::ColumnType;

#[derive(ColumnType)]
union Id {
    id: i64,
}

fn main() {}
