//! Columns are checked in constants named after their fields. None of them hides a name of the program.
#![deny(warnings)]
#![allow(dead_code)]

use peaka_runtime::BiTable;

#[allow(non_upper_case_globals)]
const limit: i64 = 3;

#[allow(non_upper_case_globals)]
const size: usize = 2;

mod time {
    pub(crate) type Seconds = i64;
    pub(crate) const START: i64 = 1;
}

#[derive(BiTable)]
struct Event {
    #[bitable(default = 1)]
    limit: i64,
    #[bitable(default = limit)]
    r#type: i64,
    #[bitable(data_type = "VARCHAR", default = "ab")]
    size: [u8; size],
    #[bitable(default = time::START)]
    time: time::Seconds,
}

/// Some compilers read `const` before one of these names as the start of a closure.
#[derive(BiTable)]
struct Keywords {
    #[bitable(default = 1)]
    r#move: i64,
    #[bitable(not_null, data_type = "TIME")]
    r#static: String,
    #[bitable(default = limit)]
    r#async: i64,
}

#[derive(BiTable)]
struct Generic<T> {
    #[bitable(default = limit)]
    limit: i64,
    #[bitable(not_null, data_type = "BIGINT")]
    value: T,
}

fn main() {
    let defaults: Vec<_> = Event::COLUMNS
        .iter()
        .map(|column| column.default_value.map(|default| default.to_string()))
        .collect();
    let expected = ["1", "3", "ab", "1"].map(|text| Some(text.to_owned()));
    assert_eq!(defaults, expected);
    assert_eq!(Generic::<u64>::COLUMNS.len(), 2);
}
