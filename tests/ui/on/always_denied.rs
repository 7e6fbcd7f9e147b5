use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(on(missing = "warn", data_type = "allow", renamed = "warn", ambiguous = "warn"))]
struct Event {
    id: i64,
}

fn main() {}
