use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "page_views", snapshot = "snapshot/page_views.json")]
struct PageView {
    clicks: String,
}

fn main() {}
