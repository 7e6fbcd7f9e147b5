use peaka_runtime::BiTable;

#[derive(BiTable)]
union Event {
    id: i64,
}

fn main() {}
