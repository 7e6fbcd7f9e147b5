//! The content of a page, before it is written in a format.

use peaka_runtime::Variant;

use super::relations::Relations;
use super::state::{Remark, TableState};

/// The content of a page.
pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    /// The number of tables and their states.
    pub(crate) summary: String,
    /// How names are shown.
    pub(crate) note: String,
    /// Whether any table was compared with Peaka.
    pub(crate) is_compared: bool,
    /// The references between the tables, if there are any.
    pub(crate) relations: Option<Relations<'a>>,
    pub(crate) tables: Vec<Table<'a>>,
}

pub(crate) struct Table<'a> {
    pub(crate) anchor: String,
    /// The declared name.
    pub(crate) name: &'a str,
    /// The name in SQL.
    pub(crate) sql: String,
    /// How the name in SQL relates to the declared one.
    pub(crate) name_note: String,
    pub(crate) state: TableState<'a>,
    pub(crate) description: Option<&'a str>,
    /// What Peaka knows of the table, and the struct does not declare.
    pub(crate) remarks: Vec<Remark>,
    pub(crate) columns: Vec<Column<'a>>,
    pub(crate) undeclared: Vec<UndeclaredColumn>,
    /// A query of all columns.
    pub(crate) query: Option<String>,
    pub(crate) examples: Vec<Example>,
}

/// A question, and the SQL that answers it.
pub(crate) struct Example {
    pub(crate) question: &'static str,
    pub(crate) sql: String,
}

pub(crate) struct Column<'a> {
    pub(crate) anchor: String,
    /// The name in SQL.
    pub(crate) sql: String,
    /// The declared name, if it differs.
    pub(crate) declared_as: Option<&'a str>,
    /// The display name, if one is declared.
    pub(crate) display_name: Option<&'a str>,
    pub(crate) data_type: &'static str,
    pub(crate) flags: Vec<&'static str>,
    pub(crate) default: Option<String>,
    pub(crate) description: Option<&'a str>,
    /// The variants, if the column is declared by an enum.
    pub(crate) variants: &'a [Variant<'a>],
    pub(crate) references: Option<Link>,
    pub(crate) remarks: Vec<Remark>,
}

/// A column of another table.
pub(crate) struct Link {
    /// The declared names of the table and the column.
    pub(crate) text: String,
    /// The anchor of the table, if it is on the page.
    pub(crate) anchor: Option<String>,
}

/// A live column that is not declared.
pub(crate) struct UndeclaredColumn {
    pub(crate) sql: String,
    pub(crate) data_type: String,
    pub(crate) remarks: Vec<Remark>,
}
