use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    te_xt: String,
}

fn main() {}
