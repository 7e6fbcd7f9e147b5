//! Several tables at once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::client::api::Client;
use crate::declare::declared_table::DeclaredTable;
use crate::report::error::Error;
use crate::schema::names::fold;
use crate::tables::sync_tables::SyncTables;
use crate::text::quoted;

/// The tables that a program declares.
///
/// [`sync_tables!`](crate::sync_tables) makes one of a list of structs; with the feature `registry`,
/// `Tables::registered()` has them all.
#[derive(Clone, Debug)]
pub struct Tables(Vec<DeclaredTable>);

impl Tables {
    /// These tables.
    #[must_use]
    pub fn new(tables: impl IntoIterator<Item = DeclaredTable>) -> Self {
        Self(tables.into_iter().collect())
    }

    /// The tables, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[DeclaredTable] {
        &self.0
    }

    /// A sync of all of them, which takes choices before it is awaited.
    pub fn with(self, client: &Client) -> SyncTables<'_> {
        SyncTables::new(client, self)
    }

    /// Whether there are tables, and each is one struct's alone. [`SyncTables`] checks that before
    /// anything is sent.
    ///
    /// # Errors
    /// [`Error::Config`] if there are none, which is no success of anybody's; or if two structs
    /// claim one table, also if their names are one only to the service.
    pub fn check(&self) -> Result<(), Error> {
        let claim = |declared: &DeclaredTable| Claim {
            table: declared.table,
            struct_name: declared.struct_name(),
        };
        check_claims(self.0.iter().map(claim))
    }
}

/// A struct, and the table that it is synced with.
#[derive(Clone, Copy)]
pub(crate) struct Claim {
    pub(crate) table: &'static str,
    pub(crate) struct_name: &'static str,
}

/// Whether there are claims, and none is on a table that another one is on.
pub(crate) fn check_claims(claims: impl Iterator<Item = Claim>) -> Result<(), Error> {
    let mut first = HashMap::<_, Claim>::new();
    let mut faults = Vec::new();
    for claim in claims {
        match first.entry(fold(claim.table)) {
            Entry::Occupied(other) => faults.push(both_claim(*other.get(), claim)),
            Entry::Vacant(free) => {
                free.insert(claim);
            }
        }
    }
    if first.is_empty() {
        return Err(Error::config(
            "there are no tables: derive `BiTable` on a struct, write `use my_library as _;` if the \
             program names nothing of the crate that it is in, or name the structs with `sync_tables!`",
        ));
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(Error::config(format!(
        "{}: give each struct a `table` of its own, or mark one that is no table of the program's \
         with `#[bitable(unregistered)]`",
        faults.join("; ")
    )))
}

fn both_claim(first: Claim, second: Claim) -> String {
    let [one, other] = [first, second].map(|claim| quoted(claim.struct_name));
    let table = quoted(first.table);
    if first.table == second.table {
        return format!("{one} and {other} both claim the table {table}");
    }
    format!(
        "{one} claims the table {table} and {other} the table {}, which are one to the service",
        quoted(second.table)
    )
}

/// The [`Tables`] of a list of structs.
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client, sync_tables};
///
/// #[derive(BiTable)]
/// struct Event { id: i64 }
/// #[derive(BiTable)]
/// struct User { id: i64 }
///
/// # async fn start() -> Result<(), peaka_runtime::Error> {
/// let peaka = Client::from_env()?;
/// let report = sync_tables![Event, User].with(&peaka).await?;
/// println!("{report}");
/// # Ok(()) }
/// ```
#[macro_export]
macro_rules! sync_tables {
    ($($table:ty),* $(,)?) => {
        $crate::Tables::new([$($crate::DeclaredTable::of::<$table>()),*])
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::column_request::ColumnRequest;
    use crate::schema::data_type::DataType;

    macro_rules! table {
        ($name:ident, $table:literal) => {
            struct $name;

            impl crate::BiTable for $name {
                const TABLE: &'static str = $table;
                const COLUMNS: &'static [ColumnRequest<'static>] =
                    &[ColumnRequest::new("id", DataType::Bigint)];
            }
        };
    }

    table!(Event, "page_views");
    table!(Visit, "page_views");
    table!(View, "pageviews");
    table!(User, "users");

    fn fault(tables: &Tables) -> String {
        tables.check().unwrap_err().to_string()
    }

    #[test]
    fn a_table_is_one_structs_alone() {
        assert!(sync_tables![Event, User].check().is_ok());
        assert_eq!(
            fault(&sync_tables![Event, User, Visit, View]),
            "`peaka_runtime::tables::tests::Event` and `peaka_runtime::tables::tests::Visit` both claim \
             the table `page_views`; `peaka_runtime::tables::tests::Event` claims the table `page_views` \
             and `peaka_runtime::tables::tests::View` the table `pageviews`, which are one to the \
             service: give each struct a `table` of its own, or mark one that is no table of the \
             program's with `#[bitable(unregistered)]`"
        );
    }

    #[test]
    fn no_tables_are_no_success() {
        assert_eq!(
            fault(&sync_tables![]),
            "there are no tables: derive `BiTable` on a struct, write `use my_library as _;` if the \
             program names nothing of the crate that it is in, or name the structs with `sync_tables!`"
        );
    }
}
