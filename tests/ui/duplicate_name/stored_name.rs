use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "i_d")]
    clicks: i64,
}

fn main() {}
