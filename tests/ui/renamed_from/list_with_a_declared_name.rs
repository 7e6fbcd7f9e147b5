use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(renamed_from = ["b", "id"])]
    c: i64,
    #[bitable(renamed_from = ["a", "b"])]
    d: i64,
}

fn main() {}
