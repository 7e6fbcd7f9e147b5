use peaka_runtime::{BiTable, ColumnType};

#[derive(ColumnType)]
struct Pair(i64, i64);

#[derive(BiTable)]
struct Event {
    pair: Pair,
}

fn main() {}
