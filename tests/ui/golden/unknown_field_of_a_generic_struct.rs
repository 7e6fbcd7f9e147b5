use peaka_runtime::{BiTable, ColumnType};

#[derive(BiTable)]
#[golden(question = "a", sql = "SELECT {idd} FROM {table}")]
struct Event<T: ColumnType> {
    id: T,
}

#[derive(BiTable)]
#[golden(question = "a", sql = "SELECT {citty} FROM {table}")]
struct Visit<T: ColumnType> {
    id: T,
    #[bitable(flatten)]
    place: Place,
}

#[derive(BiTable)]
struct Place {
    city: String,
}

fn main() {
    let _ = Visit::<i64>::GOLDEN_SQLS;
}
