use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/of_a_hostile_table.json")]
struct Event {
    clicks: i64,
}

fn main() {}
