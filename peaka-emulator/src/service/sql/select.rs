//! A parsed statement.

use std::cmp::Ordering;
use std::fmt;

use super::error::Position;
use super::value::Value;

/// A `SELECT` over one table.
#[derive(Clone, Debug)]
pub(crate) struct Select {
    pub(crate) columns: Vec<Selected>,
    pub(crate) table: TableName,
    pub(crate) filter: Option<Expression>,
    pub(crate) order: Vec<OrderBy>,
    pub(crate) offset: usize,
    pub(crate) limit: Option<usize>,
}

/// A name, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) position: Position,
}

/// The name of a table.
#[derive(Clone, Debug)]
pub(crate) struct TableName {
    pub(crate) catalog: String,
    pub(crate) schema: String,
    pub(crate) table: String,
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            catalog,
            schema,
            table,
            ..
        } = self;
        write!(f, "{catalog}.{schema}.{table}")
    }
}

/// What a statement selects.
#[derive(Clone, Debug)]
pub(crate) enum Selected {
    /// `*`
    All,
    /// A column, perhaps with another name for the result.
    Column(Name, Option<String>),
    /// `COUNT(*)`, perhaps with a name for the result.
    Count(Option<String>),
}

#[derive(Clone, Debug)]
pub(crate) struct OrderBy {
    pub(crate) column: Name,
    pub(crate) is_descending: bool,
    pub(crate) nulls_first: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Expression {
    Column(Name),
    Value(Value),
    Compare(Comparison, Box<[Self; 2]>),
    IsNull(Box<Self>),
    Not(Box<Self>),
    And(Box<[Self; 2]>),
    Or(Box<[Self; 2]>),
}

/// A comparison, with the symbol that stands for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comparison {
    pub(crate) symbol: &'static str,
    pub(crate) holds: fn(Ordering) -> bool,
}

impl Comparison {
    pub(crate) fn of(symbol: &'static str) -> Option<Self> {
        let holds = match symbol {
            "=" => Ordering::is_eq,
            "<>" | "!=" => Ordering::is_ne,
            "<" => Ordering::is_lt,
            "<=" => Ordering::is_le,
            ">" => Ordering::is_gt,
            ">=" => Ordering::is_ge,
            _ => return None,
        };
        Some(Self { symbol, holds })
    }
}
