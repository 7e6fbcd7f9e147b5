//! The registry: the tables of all crates of a program.

use std::collections::HashSet;

use super::list::Tables;
use super::registered::{EntryKind, RegistryEntry};
use super::sync_tables::SyncTables;
use crate::client::Client;

impl Tables {
    /// Returns the tables of all structs in the program that derive [`BiTable`](macro@crate::BiTable).
    ///
    /// The tables are sorted by name. These structs are left out:
    ///
    /// - structs with type or const parameters;
    /// - structs with `#[bitable(unregistered)]`;
    /// - structs that another struct flattens, unless they have a `table` attribute;
    /// - structs in a crate that the program does not use otherwise, because such a crate is not linked. To
    ///   link it, add `use my_library as _;`.
    ///
    /// # Examples
    ///
    /// ```standalone_crate
    /// use peaka_runtime::{BiTable, Tables};
    ///
    /// #[derive(BiTable)]
    /// struct Order {
    ///     id: i64,
    /// }
    ///
    /// let tables = Tables::registered().expect(["order"]);
    /// assert!(tables.check().is_ok());
    /// assert_eq!(tables.as_slice()[0].table, "order");
    /// ```
    #[must_use]
    pub fn registered() -> Self {
        let entries = || inventory::iter::<RegistryEntry>.into_iter();
        let flattened: HashSet<_> = entries()
            .filter_map(|entry| match entry.0 {
                EntryKind::Flattened(id) => Some(id()),
                EntryKind::Table { .. } => None,
            })
            .collect();
        let tables = entries().filter_map(|entry| match entry.0 {
            EntryKind::Table {
                declared,
                id,
                has_table_attribute,
            } => (has_table_attribute || !flattened.contains(&id())).then(declared),
            EntryKind::Flattened(_) => None,
        });
        let mut tables: Vec<_> = tables.collect();
        tables.sort_by_key(|declared| (declared.table, declared.struct_name()));
        Self::new(tables)
    }
}

impl Client {
    /// Returns a builder for a sync of the tables of all structs in the program.
    ///
    /// See [`Tables::registered`] for which structs these are.
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
