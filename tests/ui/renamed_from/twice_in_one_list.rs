use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(renamed_from = ["b", "a", "b_"])]
    c: i64,
}

fn main() {}
