use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(on(missing = "warn", data_type = "allow", renamed = "warn", multiple_matches = "warn"))]
struct Event {
    id: i64,
}

fn main() {}
