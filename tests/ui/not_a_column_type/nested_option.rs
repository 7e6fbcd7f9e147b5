use peaka_runtime::{BiTable, ColumnType};

type Maybe = Option<i64>;

#[derive(ColumnType)]
struct Note(Option<String>);

#[derive(ColumnType)]
struct Twice(Option<Note>);

#[derive(BiTable)]
struct Alias {
    clicks: Option<Maybe>,
}

#[derive(BiTable)]
struct Boxed {
    clicks: Option<Box<Option<i64>>>,
}

#[derive(BiTable)]
struct Newtype {
    note: Option<Note>,
}

fn main() {}
