use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/of_a_long_version.json")]
struct Event {
    clicks: i64,
}

fn main() {}
