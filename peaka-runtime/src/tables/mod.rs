//! Syncs of several tables: lists of declared tables, the registry, and the concurrent run.
//!
//! It may import every other module.

#[cfg(feature = "client")]
mod list;
#[cfg(all(feature = "client", not(feature = "registry")))]
mod missing_feature;
#[cfg(feature = "registry")]
mod registered;
#[cfg(all(feature = "client", feature = "registry"))]
mod registry;
#[cfg(feature = "client")]
mod sync_tables;

#[cfg(feature = "client")]
pub use list::Tables;
#[cfg(all(feature = "client", not(feature = "registry")))]
pub use missing_feature::RegistryFeature;
#[cfg(feature = "registry")]
pub use registered::RegistryEntry;
#[cfg(feature = "client")]
pub use sync_tables::{SyncTables, TablesProgress};
