//! The table that both clients sync. `tests/allocations.rs` syncs it too.

use peaka_runtime::BiTable;

/// A table with 20 columns of all data types, some with a default or a flag.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)] // Only its columns are used.
pub(crate) struct Event {
    #[bitable(unique, not_null)]
    id: i64,
    user_id: i64,
    session_id: String,
    #[bitable(not_null)]
    page: String,
    referrer: Option<String>,
    #[bitable(default = 0)]
    clicks: i64,
    #[bitable(default = 0)]
    scroll_depth: i64,
    #[bitable(data_type = "DECIMAL")]
    price: f64,
    #[bitable(default = "EUR")]
    currency: String,
    #[bitable(default = false)]
    is_paid: bool,
    is_mobile: bool,
    country: String,
    city: Option<String>,
    #[bitable(data_type = "TIMESTAMP")]
    seen_at: String,
    #[bitable(data_type = "DATE")]
    day: String,
    #[bitable(data_type = "TIME")]
    time_of_day: String,
    #[bitable(data_type = "UUID")]
    visitor: String,
    user_agent: String,
    campaign: Option<String>,
    note: Option<String>,
}
