use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/of_a_later_version.json")]
struct Event {
    id: i64,
}

fn main() {}
