//! Field names and `name` attributes become column names unchanged, in any script.

#![allow(dead_code, non_camel_case_types, non_snake_case)]

use peaka_runtime::BiTable;

#[derive(BiTable)]
struct r#struct {
    r#type: String,
    COLUMNS: i64,
    TABLE: i64,
    name: i64,
    data_type: i64,
    self_: i64,
    crate_: i64,
    größe: i64,
    名前: String,
    #[bitable(name = "an \"odd\" {name}/%2F")]
    odd: i64,
}

#[derive(BiTable)]
#[bitable()]
struct PageView {
    #[bitable(unique, not_null,)]
    #[bitable(display_name = "Key")]
    id: i64,
}

fn names<T: BiTable>() -> Vec<&'static str> {
    T::COLUMNS.iter().map(|column| column.name).collect()
}

fn main() {
    assert_eq!(<r#struct as BiTable>::TABLE, "struct");
    assert_eq!(
        names::<r#struct>(),
        [
            "type", "COLUMNS", "TABLE", "name", "data_type", "self_", "crate_", "größe", "名前",
            "an \"odd\" {name}/%2F",
        ]
    );
    assert_eq!(PageView::TABLE, "page_view");
    let id = &PageView::COLUMNS[0];
    assert_eq!((id.is_unique, id.is_not_null, id.display_name), (true, true, "Key"));
}
