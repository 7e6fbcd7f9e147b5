//! The tables of an application, used by its service and its command line.

// The structs of this example only declare columns. Your own can hold rows as well.
#![allow(dead_code)]

use std::time::SystemTime;

use peaka_runtime::BiTable;

/// Pages viewed by visitors.
///
/// One row per view, repeated views included.
#[derive(BiTable)]
#[bitable(table = "page_views")]
#[golden(
    question = "Which visitors viewed the most pages?",
    sql = "SELECT {Visitor::name}, COUNT(*) AS views
           FROM {table} JOIN {Visitor} ON {visitor_id} = {Visitor::id}
           GROUP BY 1 ORDER BY 2 DESC"
)]
pub struct PageView {
    /// The visitor.
    #[bitable(references = Visitor::id)]
    visitor_id: i64,
    /// Path of the page, without the query string.
    path: String,
    /// Number of clicks on the page.
    #[bitable(default = 0)]
    clicks: u32,
    /// Time of the request.
    seen: SystemTime,
    #[bitable(flatten)]
    place: Place,
}

/// Visitors of the shop.
#[derive(BiTable)]
#[bitable(table = "visitors", snapshot = "peaka/visitors.json")]
pub struct Visitor {
    /// Customer number.
    id: i64,
    /// Preferred name.
    #[bitable(display_name = "Name")]
    name: Option<String>,
    /// Place of the first visit.
    #[bitable(flatten)]
    place: Place,
}

/// A place, flattened into other tables.
#[derive(BiTable)]
pub struct Place {
    /// Country code, ISO 3166-1 alpha-2.
    country: String,
    /// City, if known.
    city: Option<String>,
}
