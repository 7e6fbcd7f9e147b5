//! Syncs of several tables: lists of tables, the registry, and their concurrency.
//!
//! It may import every other room.

mod list;
#[cfg(feature = "registry")]
mod registry;
mod sync_tables;

pub use list::Tables;
#[cfg(feature = "registry")]
pub use registry::Registered;
pub use sync_tables::{SyncTables, TablesProgress};
