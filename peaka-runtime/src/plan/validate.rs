//! Checks of a declaration and its options before anything is sent.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::sync_spec::SyncSpec;
use super::table_plan::Plan;
use crate::schema::{
    ColumnRequest, DefaultText, ExcessDigits, LiveTable, NameError, NameKind, check_column_name,
    check_name, check_new_name, excess_digits, folded_name, is_system_column, stored_name,
};
use crate::text::{look, quoted};

/// A declaration that no table can match, or an option that contradicts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeclarationError {
    Name(NameError),
    /// Two columns may have one stored name.
    SameFoldedName {
        table: String,
        columns: [String; 2],
    },
    /// A column is renamed from the name of a declared column.
    RenamedFromDeclared {
        table: String,
        column: String,
        old: String,
    },
    /// Two columns are renamed from one name.
    RenamedTwice {
        table: String,
        column: String,
        old: String,
    },
    /// A column cannot store all digits of its default.
    ExcessDigits {
        table: String,
        column: String,
        default: String,
        excess: ExcessDigits,
    },
}

impl From<NameError> for DeclarationError {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl DeclarationError {
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::Name(error) => error.help(),
            Self::SameFoldedName { .. } => "rename one of the columns",
            Self::RenamedFromDeclared { .. } | Self::RenamedTwice { .. } => {
                "remove `renamed_from`, or correct it"
            }
            Self::ExcessDigits { excess, .. } => excess.help,
        }
    }
}

impl fmt::Display for DeclarationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(error) => error.fmt(f),
            Self::SameFoldedName {
                table,
                columns: [first, second],
            } => {
                let reason = if stored_name(first) == stored_name(second) {
                    "have the same stored name: the service removes underscores"
                } else if look(first) == look(second) {
                    "differ only in letter case, which SQL ignores"
                } else {
                    "have the same letters and digits: the service may remove all other characters"
                };
                write!(
                    f,
                    "columns {} and {} of table {} {reason}",
                    quoted(first),
                    quoted(second),
                    quoted(table)
                )
            }
            Self::RenamedFromDeclared { table, column, old } => write!(
                f,
                "column {} of table {} cannot be renamed from {}: a declared column has that name",
                quoted(column),
                quoted(table),
                quoted(old)
            ),
            Self::RenamedTwice { table, column, old } => write!(
                f,
                "column {} of table {} cannot be renamed from {}: another column is renamed from \
                 it too",
                quoted(column),
                quoted(table),
                quoted(old)
            ),
            Self::ExcessDigits {
                table,
                column,
                default,
                excess,
            } => write!(
                f,
                "default {} of column {} of table {} has too many digits: {}",
                quoted(default),
                quoted(column),
                quoted(table),
                excess.reason
            ),
        }
    }
}

impl<'a> SyncSpec<'a> {
    /// Checks everything that can be known to be wrong before the table is listed.
    ///
    /// The derive reports most of it at compile time, but not every declaration comes from it.
    pub(crate) fn validate(&self) -> Result<(), DeclarationError> {
        check_new_name(NameKind::Table, self.table)?;
        let folded = self.validate_names()?;
        self.validate_renames(&folded)?;
        for column in self.columns {
            self.validate_default(column)?;
        }
        for name in &self.delete {
            let is_declared = || folded.get(&folded_name(name)) == Some(&name.as_str());
            let (reason, help) = if check_name(NameKind::Column, name).is_err() {
                (
                    "no column can have this name",
                    "use the column's stored name",
                )
            } else if is_system_column(name) {
                (
                    "it is a system column",
                    "remove it from the columns to delete",
                )
            } else if is_declared() {
                DECLARED
            } else {
                continue;
            };
            return Err(undeletable(name, reason, help));
        }
        Ok(())
    }

    /// Returns the declared names by their folded names.
    fn validate_names(&self) -> Result<HashMap<String, &'a str>, DeclarationError> {
        let mut folded = HashMap::with_capacity(self.columns.len());
        for column in self.columns {
            check_column_name(column.name)?;
            if let Some(other) = folded.insert(folded_name(column.name), column.name) {
                return Err(DeclarationError::SameFoldedName {
                    table: self.table.to_owned(),
                    columns: [other, column.name].map(str::to_owned),
                });
            }
        }
        Ok(folded)
    }

    fn validate_renames(&self, folded: &HashMap<String, &'a str>) -> Result<(), DeclarationError> {
        let mut old_names = HashSet::new();
        for (column, old) in self
            .columns
            .iter()
            .filter_map(|column| Some((column, column.renamed_from?)))
        {
            check_column_name(old)?;
            let [table, column, name] = [self.table, column.name, old].map(str::to_owned);
            if folded.contains_key(&folded_name(old)) {
                return Err(DeclarationError::RenamedFromDeclared {
                    table,
                    column,
                    old: name,
                });
            }
            if !old_names.insert(folded_name(old)) {
                return Err(DeclarationError::RenamedTwice {
                    table,
                    column,
                    old: name,
                });
            }
        }
        Ok(())
    }

    fn validate_default(&self, column: &ColumnRequest<'_>) -> Result<(), DeclarationError> {
        let Some(default) = column.default_value else {
            return Ok(());
        };
        match excess_digits(column.data_type, DefaultText::new(default).as_str()) {
            None => Ok(()),
            Some(excess) => Err(DeclarationError::ExcessDigits {
                table: self.table.to_owned(),
                column: column.name.to_owned(),
                default: default.to_string(),
                excess,
            }),
        }
    }

    /// Checks the columns to delete against the first column list.
    pub(crate) fn validate_deletes(
        &self,
        live: &LiveTable,
        plan: &Plan<'_>,
    ) -> Result<(), DeclarationError> {
        if self.delete.is_empty() {
            return Ok(());
        }
        let live_names = || live.columns.iter().map(|column| column.name.as_str());
        let listed: HashSet<_> = live_names().collect();
        let undeclared = plan.to_delete.iter().chain(&plan.unmanaged);
        let undeclared: HashSet<_> = undeclared.map(|column| column.name.as_str()).collect();
        // In a table whose names have underscores, a similar name is another column.
        let is_normalized = live_names().all(|name| is_system_column(name) || !name.contains('_'));
        for name in &self.delete {
            let is_listed = listed.contains(name.as_str());
            let (reason, help) = if is_listed && !undeclared.contains(name.as_str()) {
                DECLARED
            } else if is_normalized && !is_listed && undeclared.contains(&*stored_name(name)) {
                (
                    "the table has a column of this name without the underscores",
                    "use the stored name if that column is meant, or remove this one from the \
                     columns to delete",
                )
            } else {
                continue;
            };
            return Err(undeletable(name, reason, help));
        }
        Ok(())
    }
}

const DECLARED: (&str, &str) = ("it is declared", "remove it from the declaration first");

fn undeletable(name: &str, reason: &'static str, help: &'static str) -> DeclarationError {
    DeclarationError::Name(NameError::new(NameKind::ColumnToDelete, name, reason, help))
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::schema::{DataType, DefaultValue};

    fn column(name: &str) -> ColumnRequest<'_> {
        ColumnRequest::new(name, DataType::Bigint)
    }

    fn error(columns: &[ColumnRequest<'_>], delete: &[&str]) -> String {
        let mut spec = SyncSpec::new("events", columns);
        spec.delete = delete.iter().map(ToString::to_string).collect();
        match spec.validate() {
            Ok(()) => String::new(),
            Err(error) => format!("{error}; help: {}", error.help()),
        }
    }

    #[test]
    fn declarations_that_the_derive_rejects_are_rejected_before_anything_is_sent() {
        let renamed = |name, old| column(name).renamed_from(old);
        let with_default = |data_type, default| {
            ColumnRequest::new("a", data_type).default_value(DefaultValue::Text(default))
        };
        for (columns, message) in [
            (&[column("a"), column("b")][..], ""),
            (
                &[column("user_id"), column("userid")],
                "columns `user_id` and `userid` of table `events` have the same stored name: the \
                 service removes underscores; help: rename one of the columns",
            ),
            (
                &[column("ID"), column("id")],
                "columns `ID` and `id` of table `events` differ only in letter case, which SQL \
                 ignores; help: rename one of the columns",
            ),
            (
                &[
                    column("GRÖSSE"),
                    column("größe"),
                    column("a-b"),
                    column("a b"),
                ],
                "columns `a-b` and `a b` of table `events` have the same letters and digits: the \
                 service may remove all other characters; help: rename one of the columns",
            ),
            (
                &[column("id\u{200b}")],
                "invalid column name `id\\u{200b}`: it contains the invisible character U+200B; \
                 help: remove the character",
            ),
            (
                &[column("text")],
                "invalid column name `text`: every BI table has a system column `text`; help: \
                 choose another name",
            ),
            (
                &[column("te_xt")],
                "invalid column name `te_xt`: every BI table has a system column `text`; help: \
                 choose another name",
            ),
            (
                &[column("")],
                "invalid column name ``: it is empty; help: choose a name with at least one \
                 character other than an underscore",
            ),
            (
                &[renamed("a", "b"), column("b")],
                "column `a` of table `events` cannot be renamed from `b`: a declared column has \
                 that name; help: remove `renamed_from`, or correct it",
            ),
            (
                &[renamed("a", "c"), renamed("b", "_c")],
                "invalid column name `_c`: names that begin with an underscore are reserved for \
                 system columns; help: remove the leading underscore",
            ),
            (
                &[renamed("a", "c"), renamed("b", "c_")],
                "column `b` of table `events` cannot be renamed from `c_`: another column is \
                 renamed from it too; help: remove `renamed_from`, or correct it",
            ),
            (
                &[with_default(DataType::Decimal, "0.1234567890123456789")],
                "default `0.1234567890123456789` of column `a` of table `events` has too many \
                 digits: decimal(38,18) holds at most 18 fractional digits; help: round the value",
            ),
            (
                &[with_default(DataType::Decimal, "0.123456789012345678")],
                "",
            ),
            (
                &[with_default(
                    DataType::Timestamp,
                    "2024-01-31 08:30:00.1234567",
                )],
                "default `2024-01-31 08:30:00.1234567` of column `a` of table `events` has too \
                 many digits: timestamp(6) holds at most 6 fractional digits; help: round the value",
            ),
        ] {
            assert_eq!(error(columns, &[]), message);
        }
        assert_eq!(
            SyncSpec::new("peaka.bitable/events", &[])
                .validate()
                .unwrap_err()
                .to_string(),
            "invalid table name `peaka.bitable/events`: it contains a slash"
        );
    }

    /// The error of a first plan that deletes a column of a live table.
    fn first_plan_error(declared: &str, live: &[&str], delete: &str) -> String {
        let columns = [column(declared)];
        let mut spec = SyncSpec::new("events", &columns);
        spec.delete = vec![delete.to_owned()];
        let columns = live.iter().map(|name| json!({ "name": name })).collect();
        let live = LiveTable {
            name: "events".to_owned(),
            columns: from_value(columns).unwrap(),
        };
        match spec.first_plan(Some(&live)) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn columns_to_delete_are_checked_against_the_first_list() {
        let declared = |name| format!("cannot delete column `{name}`: it is declared");
        let similar = |name| {
            format!(
                "cannot delete column `{name}`: the table has a column of this name without the \
                 underscores"
            )
        };
        for (live, delete, message) in [
            (&["_id", "userid", "old"][..], "old", String::new()),
            (&["_id", "userid"], "old", String::new()),
            (&["_id", "userid"], "userid", declared("userid")),
            (&["user_id", "userid"], "userid", String::new()),
            (&["_id", "userid", "old"], "o_ld", similar("o_ld")),
            (&["_id", "userid"], "o_ld", String::new()),
            // Names with underscores: the service does not normalize, so a similar name is another column.
            (&["user_id", "old"], "o_ld", String::new()),
            (&["userid", "o_ld", "old"], "o_ld", String::new()),
        ] {
            assert_eq!(
                first_plan_error("user_id", live, delete),
                message,
                "{live:?} {delete}"
            );
        }
        let columns = [column("id")];
        let mut spec = SyncSpec::new("events", &columns);
        spec.delete = vec!["old".to_owned()];
        assert!(spec.first_plan(None).is_ok());
    }

    #[test]
    fn only_undeclared_columns_can_be_deleted() {
        for (name, message) in [
            ("old", ""),
            ("id", ""),
            (
                "user_id",
                "cannot delete column `user_id`: it is declared; help: remove it from the \
                 declaration first",
            ),
            ("userid", ""),
            (
                "_id",
                "cannot delete column `_id`: it is a system column; help: remove it from the \
                 columns to delete",
            ),
            (
                "",
                "cannot delete column ``: no column can have this name; help: use the column's \
                 stored name",
            ),
        ] {
            assert_eq!(error(&[column("user_id")], &["other", name]), message);
        }
    }
}
