//! Checks of a declaration and its options before anything is sent.

use std::borrow::Cow;
use std::fmt;

use super::live_column::LiveColumns;
use super::sync_spec::SyncSpec;
use super::table_plan::Plan;
use crate::schema::{
    ColumnRequest, DefaultText, ExcessDigits, NameError, NameKind, check_column_name,
    check_declared_name, check_path_segment, excess_digits, is_system_column, stored_name,
};
use crate::text::{FoldedName, NameDifference, NameMap, NameSet, folded_name, quoted};

/// A declaration that no table can match, or an option that contradicts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeclarationError {
    Name(NameError),
    /// Two columns may have one stored name.
    SameFoldedName {
        table: String,
        columns: [String; 2],
    },
    /// A column is renamed from the name of a declared column, or one that may be the same to the service.
    RenamedFromDeclared {
        table: String,
        column: String,
        old: String,
        declared: String,
    },
    /// Two columns are renamed from one name.
    RenamedTwice {
        table: String,
        columns: [String; 2],
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
            Self::RenamedFromDeclared { .. } => {
                "use the column's old name, or remove `renamed_from`"
            }
            Self::RenamedTwice { .. } => "remove the name from one of the two `renamed_from`",
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
                let reason = match NameDifference::between(first, second) {
                    NameDifference::Underscores => {
                        "have the same stored name: the service removes underscores"
                    }
                    NameDifference::LetterCase => "differ only in letter case, which SQL ignores",
                    NameDifference::OtherCharacters => {
                        "have the same letters and digits: the service may remove all other characters"
                    }
                };
                write!(
                    f,
                    "columns {} and {} of table {} {reason}",
                    quoted(first),
                    quoted(second),
                    quoted(table)
                )
            }
            Self::RenamedFromDeclared {
                table,
                column,
                old,
                declared,
            } => {
                write!(
                    f,
                    "column {} of table {} cannot be renamed from {}: ",
                    quoted(column),
                    quoted(table),
                    quoted(old)
                )?;
                if old == declared {
                    return f.write_str("a declared column has that name");
                }
                let reason = match NameDifference::between(old, declared) {
                    NameDifference::Underscores => "the service removes underscores",
                    NameDifference::LetterCase => "SQL ignores letter case",
                    NameDifference::OtherCharacters => {
                        "the service may remove all characters except letters and digits"
                    }
                };
                write!(f, "column {} is declared, and {reason}", quoted(declared))
            }
            Self::RenamedTwice {
                table,
                columns: [first, second],
                old,
            } => write!(
                f,
                "columns {} and {} of table {} are both renamed from {}",
                quoted(first),
                quoted(second),
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
    /// Checks everything that does not depend on the live table.
    ///
    /// The derive reports most of it at compile time, but not every declaration comes from it.
    pub(crate) fn validate(&self) -> Result<(), DeclarationError> {
        check_declared_name(NameKind::Table, self.table)?;
        let folded = self.validate_names()?;
        self.validate_renames(&folded)?;
        for column in self.columns {
            self.validate_default(column)?;
        }
        for name in &self.columns_to_delete {
            if folded.get(&FoldedName(name)) == Some(&name.as_str()) {
                return Err(self.declared_column(name, name));
            }
            let (reason, help) = if check_path_segment(NameKind::Column, name).is_err() {
                (
                    "no column can have this name",
                    "use the column's stored name",
                )
            } else if is_system_column(name) {
                (
                    "it is a system column",
                    "remove it from the columns to delete",
                )
            } else {
                continue;
            };
            return Err(undeletable(name, reason, help));
        }
        Ok(())
    }

    /// Checks the column names, and returns them by their folded names.
    fn validate_names(&self) -> Result<NameMap<FoldedName<'a>, &'a str>, DeclarationError> {
        let mut folded = NameMap::default();
        folded.reserve(self.columns.len());
        for column in self.columns {
            check_column_name(column.name)?;
            if let Some(other) = folded.insert(FoldedName(column.name), column.name) {
                return Err(DeclarationError::SameFoldedName {
                    table: self.table.to_owned(),
                    columns: [other, column.name].map(str::to_owned),
                });
            }
        }
        Ok(folded)
    }

    fn validate_renames(
        &self,
        folded: &NameMap<FoldedName<'a>, &'a str>,
    ) -> Result<(), DeclarationError> {
        let mut renamed = NameMap::default();
        let old_names = |column: &'a ColumnRequest<'a>| {
            column.renamed_from.iter().map(move |old| (column, *old))
        };
        for (column, old) in self.columns.iter().flat_map(old_names) {
            check_column_name(old)?;
            let folded_old = FoldedName(old);
            if let Some(declared) = folded.get(&folded_old) {
                return Err(DeclarationError::RenamedFromDeclared {
                    table: self.table.to_owned(),
                    column: column.name.to_owned(),
                    old: old.to_owned(),
                    declared: (*declared).to_owned(),
                });
            }
            let other = renamed.insert(folded_old, column.name);
            if let Some(other) = other.filter(|&other| other != column.name) {
                return Err(DeclarationError::RenamedTwice {
                    table: self.table.to_owned(),
                    columns: [other, column.name].map(str::to_owned),
                    old: old.to_owned(),
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

    /// Returns the error for a column to delete that stores a declared column.
    fn declared_column(&self, name: &str, declared: &str) -> DeclarationError {
        let table = quoted(self.table);
        let reason = if name == declared {
            format!("table {table} declares it")
        } else {
            let declared = quoted(declared);
            format!("it stores column {declared}, which table {table} declares")
        };
        undeletable(name, reason, "remove it from the declaration first")
    }

    /// Checks the columns to delete against the first column list.
    pub(crate) fn validate_deletes(
        &self,
        live: &LiveColumns<'_>,
        plan: &Plan<'_>,
    ) -> Result<(), DeclarationError> {
        if self.columns_to_delete.is_empty() {
            return Ok(());
        }
        let listed: NameSet<_> = live.columns.iter().map(|column| column.name).collect();
        let undeclared = plan.to_delete.iter().chain(&plan.unmanaged);
        let undeclared: NameSet<_> = undeclared.map(|column| column.name.as_str()).collect();
        // The names that the table has after the writes, so that a second sync comes to the same result.
        let deleted = plan.to_delete.iter().map(|column| column.name.as_str());
        let renamed = plan
            .to_rename
            .iter()
            .map(|change| change.live.name.as_str());
        let changed: NameSet<_> = deleted.chain(renamed).collect();
        let keep_underscores = live.have_underscores_besides(|name| changed.contains(name));
        for name in &self.columns_to_delete {
            let is_listed = listed.contains(name.as_str());
            if is_listed && !undeclared.contains(name.as_str()) {
                let folded = folded_name(name);
                let mut columns = self.columns.iter();
                let declared = columns.find(|column| folded_name(column.name) == folded);
                let declared = declared.map_or(name.as_str(), |column| column.name);
                return Err(self.declared_column(name, declared));
            }
            if !keep_underscores && !is_listed && undeclared.contains(&*stored_name(name)) {
                return Err(undeletable(
                    name,
                    "the table has a column of this name without the underscores",
                    "use the stored name if that column is meant, or remove this one from the \
                     columns to delete",
                ));
            }
        }
        Ok(())
    }
}

/// Returns the error for a live column that cannot be deleted.
fn undeletable(
    name: &str,
    reason: impl Into<Cow<'static, str>>,
    help: &'static str,
) -> DeclarationError {
    DeclarationError::Name(NameError::new(NameKind::ColumnToDelete, name, reason, help))
}

#[cfg(test)]
mod tests;
