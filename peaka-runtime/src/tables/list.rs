//! Lists of declared tables.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::plan::DeclaredTable;
use crate::report::Error;
use crate::schema::{folded_name, stored_name};
use crate::text::quoted;

/// A list of declared tables.
///
/// [`sync_tables!`](crate::sync_tables) creates one from structs. With the feature `registry`,
/// `Tables::registered()` returns the tables of all structs of the program.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, sync_tables};
///
/// #[derive(BiTable)]
/// struct Event { id: i64 }
/// #[derive(BiTable)]
/// struct User { id: i64 }
///
/// let tables = sync_tables![Event, User];
/// let names: Vec<_> = tables.as_slice().iter().map(|declared| declared.table).collect();
/// assert_eq!(names, ["event", "user"]);
/// assert!(tables.check().is_ok(), "no two structs declare the same table");
/// ```
#[derive(Clone, Debug)]
pub struct Tables {
    declared: Vec<DeclaredTable>,
    /// The names of tables that the list must contain.
    expected: Vec<String>,
}

impl Tables {
    /// Returns a list of the given tables.
    #[must_use]
    pub fn new(tables: impl IntoIterator<Item = DeclaredTable>) -> Self {
        Self {
            declared: tables.into_iter().collect(),
            expected: Vec::new(),
        }
    }

    /// Returns the tables, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[DeclaredTable] {
        &self.declared
    }

    /// Requires that the list contains tables with these names. The names may be declared or stored ones.
    ///
    /// The registry contains only the tables of crates that are linked into the program. With the names written down
    /// in one place, a crate that is not linked is an error of [`check`](Self::check) rather than a table that is
    /// never synced.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_runtime::{BiTable, sync_tables};
    ///
    /// #[derive(BiTable)]
    /// struct Event { id: i64 }
    ///
    /// let tables = sync_tables![Event].expect(["event", "order"]);
    /// let error = tables.check().unwrap_err().to_string();
    /// assert!(error.starts_with("no struct of this program declares table `order`"));
    /// ```
    pub fn expect(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.expected.extend(names.into_iter().map(Into::into));
        self
    }

    /// Checks that there are tables, that the [expected](Self::expect) ones are among them, and that no two structs
    /// declare tables whose stored names are or may be the same.
    ///
    /// [`SyncTables`](crate::SyncTables) runs the same check before it sends anything.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the list is empty, if an expected table is missing, or if two structs declare tables whose
    /// stored names are or may be the same.
    pub fn check(&self) -> Result<(), Error> {
        self.check_expected()?;
        let owner = |declared: &DeclaredTable| TableOwner {
            table: declared.table,
            struct_name: declared.struct_name(),
        };
        check_owners(self.declared.iter().map(owner))
    }

    pub(super) fn check_expected(&self) -> Result<(), Error> {
        let stored: HashSet<_> = self
            .declared
            .iter()
            .map(|declared| stored_name(declared.table))
            .collect();
        let missing: Vec<_> = self
            .expected
            .iter()
            .filter(|name| !stored.contains(&stored_name(name)))
            .map(|name| quoted(name))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let tables = if missing.len() == 1 {
            "table"
        } else {
            "tables"
        };
        Err(Error::config(
            format!(
                "no struct of this program declares {tables} {}",
                missing.join(", ")
            ),
            "if the struct is in a library that the program does not use otherwise, add `use my_library as _;`, \
             or name the struct in `sync_tables!`",
        ))
    }
}

/// A struct, and the table that it is synced to.
#[derive(Clone, Copy)]
pub(crate) struct TableOwner {
    pub(crate) table: &'static str,
    pub(crate) struct_name: &'static str,
}

/// Checks that there are tables, and that no table has two owners.
pub(crate) fn check_owners(owners: impl Iterator<Item = TableOwner>) -> Result<(), Error> {
    let mut owners_by_table = HashMap::<_, TableOwner>::new();
    let mut conflicts = Vec::new();
    for owner in owners {
        match owners_by_table.entry(folded_name(owner.table)) {
            Entry::Occupied(first) => conflicts.push(conflict(*first.get(), owner)),
            Entry::Vacant(entry) => {
                entry.insert(owner);
            }
        }
    }
    if owners_by_table.is_empty() {
        return Err(Error::config(
            "no tables are declared",
            "derive `BiTable` on a struct; if it is in a library that this program does not use \
             otherwise, add `use my_library as _;`, or name the struct in `sync_tables!`",
        ));
    }
    if conflicts.is_empty() {
        return Ok(());
    }
    Err(Error::config(
        conflicts.join("; "),
        "set a different `table` on each struct, or exclude one with `#[bitable(unregistered)]`",
    ))
}

/// Returns the message for two structs that declare the same table.
fn conflict(first: TableOwner, second: TableOwner) -> String {
    let [first_struct, second_struct] = [first, second].map(|owner| quoted(owner.struct_name));
    let table = quoted(first.table);
    if first.table == second.table {
        return format!("{first_struct} and {second_struct} both declare table {table}");
    }
    let reason = if stored_name(first.table) == stored_name(second.table) {
        "have the same stored name"
    } else {
        "may have the same stored name"
    };
    format!(
        "{first_struct} declares table {table} and {second_struct} declares table {}, which {reason}",
        quoted(second.table)
    )
}

/// Creates a list of tables from structs.
///
/// # Examples
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
#[cfg(feature = "client")]
#[macro_export]
macro_rules! sync_tables {
    ($($table:ty),* $(,)?) => {
        $crate::Tables::new([$($crate::DeclaredTable::of::<$table>()),*])
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{ColumnRequest, DataType};

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

    fn error(tables: &Tables) -> String {
        tables.check().unwrap_err().to_string()
    }

    #[test]
    fn two_structs_cannot_declare_one_table() {
        assert!(sync_tables![Event, User].check().is_ok());
        assert_eq!(
            error(&sync_tables![Event, User, Visit, View]),
            "`peaka_runtime::tables::list::tests::Event` and \
             `peaka_runtime::tables::list::tests::Visit` both declare table `page_views`; \
             `peaka_runtime::tables::list::tests::Event` declares table `page_views` and \
             `peaka_runtime::tables::list::tests::View` declares table `pageviews`, which have the \
             same stored name; help: set a different `table` on each struct, or exclude one with \
             `#[bitable(unregistered)]`"
        );
    }

    #[test]
    fn empty_list_is_an_error() {
        assert_eq!(
            error(&sync_tables![]),
            "no tables are declared; help: derive `BiTable` on a struct; if it is in a library that \
             this program does not use otherwise, add `use my_library as _;`, or name the struct in \
             `sync_tables!`"
        );
    }

    #[test]
    fn expected_tables_are_found_by_declared_or_stored_name() {
        let tables = sync_tables![Event, User];
        assert!(
            tables
                .clone()
                .expect(["pageviews", "page_views"])
                .check()
                .is_ok()
        );
        let help = "if the struct is in a library that the program does not use otherwise, add \
                    `use my_library as _;`, or name the struct in `sync_tables!`";
        assert_eq!(
            error(&tables.clone().expect(["users", "orders"])),
            format!("no struct of this program declares table `orders`; help: {help}")
        );
        assert_eq!(
            error(&tables.expect(["orders"]).expect(["a\nb"])),
            format!("no struct of this program declares tables `orders`, `a\\nb`; help: {help}")
        );
    }
}
