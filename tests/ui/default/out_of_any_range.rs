use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = 340282366920938463463374607431768211456)]
    clicks: i64,
}

fn main() {}
