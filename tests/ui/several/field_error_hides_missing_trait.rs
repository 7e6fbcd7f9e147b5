use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event<'a, T: peaka_runtime::ColumnType> {
    id: &'a T,
    #[bitable(unique = 3)]
    clicks: i64,
}

fn start(peaka: &peaka_runtime::Client) {
    let _ = Event::<i64>::sync_columns(peaka);
}

fn main() {}
