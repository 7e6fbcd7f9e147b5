//! Flattened fields, at any depth.
#![allow(dead_code)]

use peaka_runtime::{BiTable, ColumnRequest, DefaultValue};

#[derive(BiTable)]
struct Point {
    #[bitable(default = 3)]
    lat: i64,
    lon: i64,
}

#[derive(BiTable)]
#[bitable(rename_all = "UPPERCASE")]
struct Place {
    city: String,
    #[bitable(flatten)]
    point: Point,
    #[bitable(skip)]
    cache: Vec<u8>,
}

#[derive(BiTable)]
#[bitable(rename_all = "camelCase")]
struct Event<'a, T: peaka_runtime::ColumnType> {
    user_id: T,
    #[bitable(flatten)]
    place: Place,
    page_name: &'a str,
}

#[derive(BiTable)]
struct OnlyFlattened {
    #[bitable(flatten)]
    place: Place,
}

#[derive(BiTable)]
struct Borrowed<'a, const N: usize> {
    words: &'a str,
    #[bitable(skip)]
    bytes: [u8; N],
}

trait HasPlace {
    type Place;
}

impl HasPlace for WithBorrowed<'_> {
    type Place = Point;
}

const COUNT: usize = 2;

#[derive(BiTable)]
struct WithBorrowed<'a> {
    #[bitable(flatten)]
    borrowed: Borrowed<'a, COUNT>,
    #[bitable(flatten)]
    other: <Self as HasPlace>::Place,
}

mod model {
    #[derive(peaka_runtime::BiTable)]
    pub struct Place {
        village: String,
    }
}

#[derive(BiTable)]
struct Named<Place: peaka_runtime::ColumnType> {
    id: Place,
    #[bitable(flatten)]
    place: model::Place,
}

mod facade {
    pub mod inner {
        pub use peaka_runtime as runtime;
    }
}

#[derive(BiTable)]
#[bitable(crate = facade::inner::runtime)]
struct Renamed {
    #[bitable(not_null, default = -3)]
    id: i64,
    #[bitable(flatten)]
    point: Point,
}

#[derive(BiTable)]
#[bitable(crate = "crate::facade::inner::runtime")]
struct QuotedPath {
    id: i64,
}

const LAST: ColumnRequest<'static> = Event::<i64>::COLUMNS[4];

fn names<T: BiTable>() -> Vec<&'static str> {
    T::COLUMNS.iter().map(|column| column.name).collect()
}

fn main() {
    assert_eq!(names::<Event<bool>>(), ["userId", "CITY", "lat", "lon", "pageName"]);
    assert_eq!(LAST.name, "pageName");
    assert_eq!(Event::<bool>::COLUMNS[2].default_value, Some(DefaultValue::Bigint(3)));
    assert_eq!(names::<WithBorrowed<'static>>(), ["words", "lat", "lon"]);
    assert_eq!(names::<Named<bool>>(), ["id", "village"]);
    assert_eq!(names::<OnlyFlattened>(), ["CITY", "lat", "lon"]);
    assert_eq!(names::<Renamed>(), ["id", "lat", "lon"]);
    assert_eq!(names::<QuotedPath>(), ["id"]);
}
