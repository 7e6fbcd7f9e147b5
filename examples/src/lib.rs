//! The tables of an application: its service syncs them, and its command line shows them.

// The structs only declare here. In a program of yours they may hold rows as well.
#![allow(dead_code)]

use std::time::SystemTime;

use peaka_runtime::BiTable;

/// What visitors look at.
///
/// One row for each page that was shown, also if it was shown again.
#[derive(BiTable)]
#[bitable(table = "page_views")]
pub struct PageView {
    /// The visitor, as in `visitors`.
    visitor_id: i64,
    /// The path of the page, without a query.
    path: String,
    /// How often something on the page was clicked.
    #[bitable(default = 0)]
    clicks: u32,
    /// When the page was asked for.
    seen: SystemTime,
    #[bitable(flatten)]
    place: Place,
}

/// Who visits.
#[derive(BiTable)]
#[bitable(table = "visitors", snapshot = "peaka/visitors.json")]
pub struct Visitor {
    /// The number that the shop knows the visitor by.
    id: i64,
    /// What the visitor wants to be called.
    #[bitable(display_name = "Name")]
    name: Option<String>,
    /// Where the visitor was first seen.
    #[bitable(flatten)]
    place: Place,
}

/// Where somebody is. Other tables take it in; it is none of its own.
#[derive(BiTable)]
pub struct Place {
    /// Two letters, as in ISO 3166-1.
    country: String,
    /// The city, if it is known.
    city: Option<String>,
}
