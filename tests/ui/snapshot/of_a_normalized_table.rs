use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "pageviews_2", snapshot = "snapshot/page_views.json")]
struct Event {
    id: i64,
}

fn main() {}
