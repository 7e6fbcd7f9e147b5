use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(renamed_from = "old")]
    a: i64,
    #[bitable(renamed_from = "o_ld")]
    b: i64,
}

fn main() {}
