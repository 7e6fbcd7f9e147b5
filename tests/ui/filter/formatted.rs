use peaka_runtime::{BiRow, BiTable, Client, Select};

#[derive(BiTable, BiRow)]
#[bitable(table = "page_views")]
struct PageView {
    path: String,
}

fn views_of<'c>(peaka: &'c Client, path: &str) -> Select<'c, PageView> {
    PageView::select(peaka).filter(&format!("path = '{path}'"))
}

fn borrowed<'c>(peaka: &'c Client, filter: &str) -> Select<'c, PageView> {
    PageView::select(peaka).filter(filter)
}

fn main() {}
