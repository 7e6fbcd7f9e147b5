use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "._")]
struct Event {
    id: i64,
}

fn main() {}
