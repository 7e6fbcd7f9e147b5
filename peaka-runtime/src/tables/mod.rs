pub(crate) mod list;
#[cfg(feature = "registry")]
pub(crate) mod registry;
pub(crate) mod sync_tables;
