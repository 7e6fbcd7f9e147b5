//! Methods that need the feature `registry`, for a compile error that says so.

use super::list::Tables;
use super::sync_tables::SyncTables;
use crate::client::Client;

/// Has no implementations. It is a bound of the methods that need the feature `registry`.
#[diagnostic::on_unimplemented(
    message = "this call requires the feature `registry` of `peaka-runtime`",
    label = "enable the feature `registry` in Cargo.toml, or list the structs with `sync_tables!`"
)]
pub trait RegistryFeature {}

impl Client {
    /// Requires the feature `registry`.
    #[doc(hidden)]
    pub fn sync_all<'c>(&'c self) -> SyncTables<'c>
    where
        &'c Client: RegistryFeature,
    {
        Tables::new(Vec::new()).with(self)
    }
}

impl Tables {
    /// Requires the feature `registry`.
    #[doc(hidden)]
    pub fn registered<'t>() -> Self
    where
        &'t Tables: RegistryFeature,
    {
        Self::new(Vec::new())
    }
}
