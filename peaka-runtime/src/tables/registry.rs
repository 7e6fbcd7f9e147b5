//! All tables of a program, from whichever of its crates.

use std::collections::HashSet;

use super::list::Tables;
use super::registered::{Kind, Registered};
use super::sync_tables::SyncTables;
use crate::client::Client;

impl Tables {
    /// The tables of all structs of the program that derive [`BiTable`](macro@crate::BiTable), by
    /// the order of their names. Left out are structs with type or const parameters; those that
    /// say `#[bitable(unregistered)]`; and those that name no `table` and that another struct
    /// flattens.
    ///
    /// A crate of which the program names nothing is not a part of it, whatever its `Cargo.toml` says,
    /// and its structs are not known: write `use my_library as _;`.
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
    /// Makes the live tables of all structs of the program have their columns, and proves it: the
    /// same as [`Tables::registered`] with this client. That says which structs those are; of a crate
    /// that the program names nothing of, none are.
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
