use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "Te-xt")]
    clicks: i64,
}

fn main() {}
