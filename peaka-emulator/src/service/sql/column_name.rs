//! Resolves the names of columns.

use sqlparser::ast::Ident;

use super::bind::Binder;
use super::error::SqlError;
use super::expression::{Expression, Kind};
use super::relation::{RelationColumn, identifier, is_same_name};

impl Binder<'_> {
    /// Resolves the name of a column. Names are case-insensitive, as in Trino; an exact match takes precedence.
    pub(crate) fn column(
        &mut self,
        table: Option<&Ident>,
        name: &Ident,
    ) -> Result<Expression, SqlError> {
        let text = identifier(name);
        let table = table.map(identifier);
        let location = name.span.start;
        let full = match &table {
            Some(table) => format!("{table}.{text}"),
            None => text.clone(),
        };
        let is_of_table =
            |column: &RelationColumn| table.as_ref().is_none_or(|table| column.is_of(table));
        let columns = self.columns.iter().enumerate();
        let columns: Vec<_> = columns.filter(|(_, column)| is_of_table(column)).collect();
        let found = |is_match: &dyn Fn(&str) -> bool| {
            let mut found = columns.iter().filter(|(_, column)| is_match(&column.name));
            match (found.next(), found.next()) {
                (Some(_), Some(_)) => Err(SqlError::at(
                    location,
                    format_args!("Column '{full}' is ambiguous"),
                )),
                (first, _) => Ok(first),
            }
        };
        let column = match found(&|column| column == text)? {
            Some(column) => Some(column),
            None => found(&|column| is_same_name(column, &text))?,
        };
        let Some((index, column)) = column else {
            let mut outer = self.environment.outer_columns().iter();
            if outer.any(|column| is_of_table(column) && is_same_name(&column.name, &text)) {
                return Err(SqlError::unsupported_at(
                    location,
                    format_args!(
                        "correlated subqueries: '{full}' is a column of the query around the subquery"
                    ),
                ));
            }
            return Err(SqlError::at(
                location,
                format_args!("Column '{full}' cannot be resolved"),
            ));
        };
        if self.grouping.is_some() {
            return Err(SqlError::at(
                location,
                format_args!(
                    "'{full}' must be an aggregate expression or appear in GROUP BY clause"
                ),
            ));
        }
        Ok(Expression::new(Kind::Column(*index), column.value_type))
    }
}
