//! Variants as defaults, and the texts of variants.
#![allow(dead_code)]

use peaka_runtime::{BiTable, ColumnType, DefaultValue};

#[derive(ColumnType)]
enum Kind {
    Click,
    PageView,
}

impl Kind {
    const FIRST: Self = Self::Click;
}

#[derive(ColumnType)]
#[bitable(rename_all = "SCREAMING_SNAKE_CASE")]
enum Currency {
    Eur,
    UsDollar,
    #[bitable(name = "other")]
    Other,
    r#True,
}

#[derive(ColumnType)]
enum Generic<const N: usize> {
    A,
}

#[derive(ColumnType)]
struct Newtype(Option<Currency>);

mod elsewhere {
    #[derive(peaka_runtime::ColumnType)]
    pub enum Status {
        Draft,
    }
    pub const DEFAULT: Status = Status::Draft;
}

use Kind::PageView;

#[derive(BiTable)]
struct Event {
    #[bitable(default = Kind::Click)]
    path: Kind,
    #[bitable(default = PageView)]
    imported: Option<Kind>,
    #[bitable(default = Kind::FIRST)]
    constant: Kind,
    #[bitable(default = elsewhere::DEFAULT)]
    elsewhere: elsewhere::Status,
    #[bitable(default = Currency::UsDollar)]
    newtype: Newtype,
    #[bitable(default = "other")]
    named: Option<Box<Currency>>,
    #[bitable(default = Kind::Click, data_type = "VARCHAR")]
    encoded: Vec<u8>,
    #[bitable(default = <Generic<2>>::A)]
    generic: Generic<2>,
    #[bitable(default = <i64>::MAX)]
    qualified: i64,
}

fn main() {
    let defaults: Vec<_> = Event::COLUMNS
        .iter()
        .map(|column| column.default_value.unwrap().to_string())
        .collect();
    assert_eq!(
        defaults,
        [
            "Click", "PageView", "Click", "Draft", "US_DOLLAR", "other", "Click", "A",
            "9223372036854775807",
        ]
    );
    assert_eq!(Event::COLUMNS[0].default_value, Some(DefaultValue::Text("Click")));
    let texts: Vec<_> = Event::COLUMNS[5].variants.iter().map(|variant| variant.text).collect();
    assert_eq!(texts, ["EUR", "US_DOLLAR", "other", "TRUE"]);
    assert!(Event::COLUMNS[6].variants.is_empty());
}
