//! What a caller wants of a table: its declaration, and the choices beside it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::plan::level::Levels;
use crate::plan::table_plan::{LiveTable, Plan};
use crate::report::error::Error;
use crate::schema::column_request::ColumnRequest;
use crate::schema::names::{column_name_fault, fold, is_system_column, table_name_fault};
use crate::text::quoted;

/// One table, its columns, and what may be done to make it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted<'a> {
    pub(crate) table: &'a str,
    pub(crate) columns: &'a [ColumnRequest<'a>],
    pub(crate) levels: Levels,
    pub(crate) create_table: bool,
    pub(crate) fix_drift: bool,
    /// The stored names of the columns to delete.
    pub(crate) delete: Vec<String>,
    /// How many columns one add may have, if there is a limit.
    pub(crate) max_batch: Option<usize>,
    /// How long it may take, if that is not left to the client.
    pub(crate) timeout: Option<Duration>,
}

impl<'a> Wanted<'a> {
    pub(crate) fn new(table: &'a str, columns: &'a [ColumnRequest<'a>]) -> Self {
        Self {
            table,
            columns,
            levels: Levels::default(),
            create_table: false,
            fix_drift: false,
            delete: Vec::new(),
            max_batch: None,
            timeout: None,
        }
    }

    /// What can be known to be wrong before anything is sent. The derive has told most of it in the
    /// build already; not every declaration comes from it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Some(why) = table_name_fault(self.table) {
            return Err(Error::name("table", self.table, why));
        }
        let stored = self.check_names()?;
        self.check_old_names(&stored)?;
        for name in &self.delete {
            let why = if column_name_fault(name).is_some() {
                "no column has such a name: name each column as the table lists it"
            } else if is_system_column(name) {
                "it is the service's own, which no sync deletes: leave it out"
            } else if stored
                .get(&fold(name))
                .is_some_and(|declared| declared == name)
            {
                DECLARED
            } else {
                continue;
            };
            return Err(Error::name(TO_DELETE, name, why));
        }
        Ok(())
    }

    /// The declared names by what the service makes of them.
    fn check_names(&self) -> Result<HashMap<Cow<'a, str>, &'a str>, Error> {
        let mut stored = HashMap::with_capacity(self.columns.len());
        for column in self.columns {
            check_column_name(column.name)?;
            if let Some(other) = stored.insert(fold(column.name), column.name) {
                return Err(Error::config(format!(
                    "the columns {} and {} of the table {} are one to the service, which drops \
                     underscores: give one of them another name",
                    quoted(other),
                    quoted(column.name),
                    quoted(self.table),
                )));
            }
        }
        Ok(stored)
    }

    fn check_old_names(&self, stored: &HashMap<Cow<'a, str>, &'a str>) -> Result<(), Error> {
        let mut before = HashSet::new();
        for (column, old) in self
            .columns
            .iter()
            .filter_map(|column| Some((column, column.renamed_from?)))
        {
            check_column_name(old)?;
            let why = if stored.contains_key(&fold(old)) {
                "that is the name of a declared column"
            } else if !before.insert(fold(old)) {
                "another column is renamed from it too"
            } else {
                continue;
            };
            return Err(Error::config(format!(
                "the column {} of the table {} cannot be renamed from {}: {why}, so leave one of \
                 them out",
                quoted(column.name),
                quoted(self.table),
                quoted(old),
            )));
        }
        Ok(())
    }

    /// The plan for what the first list shows, provided that the names to delete fit to it.
    pub(crate) fn first_plan(&self, live: Option<&LiveTable>) -> Result<Plan<'a>, Error> {
        let plan = self.plan(live);
        if let Some(live) = live {
            self.check_deletes(live, &plan)?;
        }
        Ok(plan)
    }

    /// What can be known to be wrong with the names to delete once the table is listed.
    fn check_deletes(&self, live: &LiveTable, plan: &Plan<'_>) -> Result<(), Error> {
        if self.delete.is_empty() {
            return Ok(());
        }
        let columns = || live.columns.iter().map(|column| column.name.as_str());
        let listed: HashSet<_> = columns().collect();
        let strangers = plan.to_delete.iter().chain(&plan.unmanaged);
        let strangers: HashSet<_> = strangers.map(|column| column.name.as_str()).collect();
        // A table that keeps underscores has what merely looks alike by itself.
        let folds = columns().all(|name| is_system_column(name) || !name.contains('_'));
        for name in &self.delete {
            let why = if listed.contains(name.as_str()) && !strangers.contains(name.as_str()) {
                DECLARED
            } else if folds && !listed.contains(name.as_str()) && strangers.contains(&*fold(name)) {
                "the table has a column of that name without the underscores: if that is meant, \
                 name it so, and else leave it out"
            } else {
                continue;
            };
            return Err(Error::name(TO_DELETE, name, why));
        }
        Ok(())
    }
}

const TO_DELETE: &str = "column to delete";

const DECLARED: &str = "it is declared: take it out of the declaration first";

/// Whether a column can be declared under a name.
///
/// # Errors
/// [`Error::Name`] if it cannot.
pub fn check_column_name(name: &str) -> Result<(), Error> {
    let why = if let Some(why) = column_name_fault(name) {
        why
    } else if is_system_column(&fold(name)) {
        "the service has a column `text` of its own: choose another name"
    } else if name.starts_with('_') {
        "only the service's own columns start with an underscore: leave it off"
    } else {
        return Ok(());
    };
    Err(Error::name("column", name, why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::data_type::DataType;

    fn column(name: &str) -> ColumnRequest<'_> {
        ColumnRequest::new(name, DataType::Bigint)
    }

    fn fault(columns: &[ColumnRequest<'_>], delete: &[&str]) -> String {
        let mut wanted = Wanted::new("events", columns);
        wanted.delete = delete.iter().map(ToString::to_string).collect();
        match wanted.check() {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_declaration_that_the_derive_would_refuse_is_refused_before_anything_is_sent() {
        let renamed = |name, old| column(name).renamed_from(old);
        for (columns, told) in [
            (&[column("a"), column("b")][..], ""),
            (
                &[column("user_id"), column("userid")],
                "the columns `user_id` and `userid` of the table `events` are one to the service, \
                 which drops underscores: give one of them another name",
            ),
            (
                &[column("text")],
                "`text` cannot be the name of a column: the service has a column `text` of its \
                 own: choose another name",
            ),
            (
                &[column("te_xt")],
                "`te_xt` cannot be the name of a column: the service has a column `text` of its \
                 own: choose another name",
            ),
            (
                &[column("")],
                "`` cannot be the name of a column: it is empty: give it at least one character \
                 that is no underscore",
            ),
            (
                &[renamed("a", "b"), column("b")],
                "the column `a` of the table `events` cannot be renamed from `b`: that is the \
                 name of a declared column, so leave one of them out",
            ),
            (
                &[renamed("a", "c"), renamed("b", "_c")],
                "`_c` cannot be the name of a column: only the service's own columns start with \
                 an underscore: leave it off",
            ),
            (
                &[renamed("a", "c"), renamed("b", "c_")],
                "the column `b` of the table `events` cannot be renamed from `c_`: another column \
                 is renamed from it too, so leave one of them out",
            ),
        ] {
            assert_eq!(fault(columns, &[]), told);
        }
        assert_eq!(
            Wanted::new("peaka.bitable/events", &[])
                .check()
                .unwrap_err()
                .to_string(),
            "`peaka.bitable/events` cannot be the name of a table: it has a slash: give the \
             table's name alone, without catalog or schema"
        );
    }

    #[test]
    fn only_what_nobody_declares_can_be_named_for_deletion() {
        for (name, told) in [
            ("old", ""),
            ("id", ""),
            (
                "user_id",
                "`user_id` cannot be the name of a column to delete: it is declared: take it out \
                 of the declaration first",
            ),
            ("userid", ""),
            (
                "_id",
                "`_id` cannot be the name of a column to delete: it is the service's own, which \
                 no sync deletes: leave it out",
            ),
            (
                "",
                "`` cannot be the name of a column to delete: no column has such a name: name \
                 each column as the table lists it",
            ),
        ] {
            assert_eq!(fault(&[column("user_id")], &["other", name]), told);
        }
    }
}
