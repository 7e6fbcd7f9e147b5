//! The tables of all crates of a program.

use std::collections::HashSet;

use super::list::Tables;
use super::registered::{Kind, Registered};
use super::sync_tables::SyncTables;
use crate::client::Client;

impl Tables {
    /// Returns the tables of all structs of the program that derive [`BiTable`](macro@crate::BiTable), sorted by
    /// name.
    ///
    /// These structs are left out:
    ///
    /// - structs with type or const parameters;
    /// - structs with `#[bitable(unregistered)]`;
    /// - structs without `table` that another struct flattens;
    /// - structs in a crate that the program does not use otherwise, because the linker leaves such a crate out.
    ///   Add `use my_library as _;` for it.
    #[must_use]
    pub fn registered() -> Self {
        let all = || inventory::iter::<Registered>.into_iter();
        let parts: HashSet<_> = all()
            .filter_map(|registered| match registered.0 {
                Kind::Part(id) => Some(id),
                Kind::Table { .. } => None,
            })
            .collect();
        let tables = all().filter_map(|registered| match registered.0 {
            Kind::Table {
                declared,
                id,
                is_named,
            } => (is_named || !parts.contains(&id)).then(declared),
            Kind::Part(_) => None,
        });
        let mut tables: Vec<_> = tables.collect();
        tables.sort_by_key(|declared| (declared.table, declared.struct_name()));
        Self::new(tables)
    }
}

impl Client {
    /// Syncs the tables of all structs of the program; see [`Tables::registered`] for which these are.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn start() -> Result<(), peaka_runtime::Error> {
    /// let peaka = peaka_runtime::Client::from_env()?;
    /// peaka.sync_all().await?;
    /// # Ok(()) }
    /// ```
    pub fn sync_all(&self) -> SyncTables<'_> {
        Tables::registered().with(self)
    }
}
