use peaka_runtime::{BiTable, ColumnType};

#[derive(ColumnType)]
enum Kind {
    Click,
    PageView,
}

#[derive(ColumnType)]
struct Newtype(Kind);

#[derive(BiTable)]
struct Event {
    #[bitable(default = "Clik")]
    kind: Kind,
    #[bitable(default = "page_view")]
    maybe: Option<Kind>,
    #[bitable(default = "Purchase")]
    newtype: Option<Newtype>,
}

fn main() {}
