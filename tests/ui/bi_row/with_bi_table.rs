use peaka_runtime::{BiRow, BiTable};

#[derive(BiTable, BiRow)]
struct Event {
    #[bitable(nmae = "id")]
    id: i64,
}

fn main() {}
