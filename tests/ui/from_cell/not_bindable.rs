use peaka_runtime::{Cell, CellError, Client, FromCell};

enum Kind {
    Click,
}

struct Version(u8);

impl FromCell for Version {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
        u8::from_cell(cell).map(Self)
    }
}

#[derive(FromCell)]
struct Release(Version);

fn main() {
    let peaka = Client::builder().build().unwrap();
    let _ = peaka.query("SELECT ?").bind(Kind::Click);
    let _ = peaka.query("SELECT ?").bind(Some(Release(Version(1))));
}
