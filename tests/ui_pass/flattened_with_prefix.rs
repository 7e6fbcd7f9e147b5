//! Flattened fields with a prefix, behind pointers and in options.
#![allow(dead_code)]

use std::rc::Rc;
use std::sync::Arc;

use peaka_runtime::{BiTable, ColumnRequest};

#[derive(BiTable)]
struct Point {
    #[bitable(not_null, default = 3)]
    lat: i64,
    #[bitable(unique, renamed_from = ["length", "x"])]
    lon: i64,
}

#[derive(BiTable)]
#[bitable(rename_all = "UPPERCASE")]
struct Place {
    #[bitable(display_name = "City", not_null)]
    city: String,
    #[bitable(flatten(prefix = "geo_"))]
    point: Point,
}

type Maybe<T> = Option<T>;

#[derive(BiTable)]
#[bitable(rename_all = "camelCase")]
struct Order<'a> {
    order_id: i64,
    #[bitable(flatten(prefix = "billing_"))]
    billing: Place,
    #[bitable(flatten(prefix = "größe "))]
    shipping: Maybe<Box<Place>>,
    #[bitable(flatten())]
    point: Arc<Maybe<Rc<Point>>>,
    #[bitable(flatten(prefix = "last_"))]
    last: &'a Point,
}

fn column(name: &str) -> &'static ColumnRequest<'static> {
    Order::COLUMNS.iter().find(|column| column.name == name).unwrap()
}

fn main() {
    let names: Vec<_> = Order::COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(
        names,
        [
            "orderId", "billing_CITY", "billing_geo_lat", "billing_geo_lon", "größe CITY",
            "größe geo_lat", "größe geo_lon", "lat", "lon", "last_lat", "last_lon",
        ]
    );
    assert_eq!(column("billing_CITY").display_name, "City");
    assert_eq!(column("billing_geo_lat").display_name, "billing_geo_lat");
    assert_eq!(column("billing_geo_lon").renamed_from, ["billing_geo_length", "billing_geo_x"]);
    assert_eq!(column("last_lon").renamed_from, ["last_length", "last_x"]);
    assert_eq!(column("lon").renamed_from, ["length", "x"]);
    let not_null: Vec<_> = Order::COLUMNS.iter().filter(|column| column.is_not_null).collect();
    let not_null: Vec<_> = not_null.iter().map(|column| column.name).collect();
    assert_eq!(not_null, ["billing_CITY", "billing_geo_lat", "last_lat"]);
    assert!(column("größe geo_lon").is_unique);
    assert_eq!(column("lat").default_value.unwrap().to_string(), "3");
}
