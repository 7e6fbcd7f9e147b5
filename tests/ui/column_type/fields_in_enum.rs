use peaka_runtime::ColumnType;

#[derive(ColumnType)]
enum Kind {
    Click,
    Key(i64),
    Move { x: i64 },
}

fn main() {}
