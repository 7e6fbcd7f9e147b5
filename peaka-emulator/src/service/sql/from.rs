//! The rows of the tables in FROM, and joins.

use sqlparser::ast::{Join, JoinConstraint, JoinOperator, ObjectName, TableFactor, TableWithJoins};

use super::bind::Binder;
use super::error::SqlError;
use super::query::Context;
use super::relation::{Relation, RelationColumn, find_table, identifier, is_same_name};
use super::value::Value;

/// The largest number of rows of a join.
const MAX_ROWS: usize = 1_000_000;

impl Context<'_> {
    /// Returns the rows of all tables in FROM; one row without values if there are none.
    pub(crate) fn from(&self, tables: &[TableWithJoins]) -> Result<Relation, SqlError> {
        let mut tables = tables.iter();
        let Some(first) = tables.next() else {
            return Ok(Relation {
                columns: Vec::new(),
                rows: vec![Vec::new()],
            });
        };
        let mut joined = self.joins(first)?;
        for table in tables {
            let relation = self.joins(table)?;
            joined = self.join(joined, relation, &JoinConstraint::None, false)?;
        }
        Ok(joined)
    }

    fn joins(&self, table: &TableWithJoins) -> Result<Relation, SqlError> {
        let mut joined = self.factor(&table.relation)?;
        for Join {
            relation: factor,
            join_operator,
            ..
        } in &table.joins
        {
            let right = self.factor(factor)?;
            joined = match join_operator {
                JoinOperator::Join(constraint) | JoinOperator::Inner(constraint) => {
                    self.join(joined, right, constraint, false)?
                }
                JoinOperator::CrossJoin(JoinConstraint::None) => {
                    self.join(joined, right, &JoinConstraint::None, false)?
                }
                JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => {
                    self.join(joined, right, constraint, true)?
                }
                _ => {
                    return Err(SqlError::unsupported(
                        factor,
                        "joins other than INNER, LEFT and CROSS",
                    ));
                }
            };
        }
        Ok(joined)
    }

    fn factor(&self, factor: &TableFactor) -> Result<Relation, SqlError> {
        let (relation, alias) = match factor {
            TableFactor::Table {
                name,
                alias,
                args: None,
                version: None,
                sample: None,
                ..
            } => (self.table(name)?, alias),
            TableFactor::Derived {
                lateral: false,
                subquery,
                alias,
                sample: None,
            } => {
                let mut relation = self.query(subquery)?;
                for column in &mut relation.columns {
                    column.qualifier = None;
                }
                (relation, alias)
            }
            TableFactor::NestedJoin {
                table_with_joins,
                alias: None,
            } => return self.joins(table_with_joins),
            _ => {
                return Err(SqlError::unsupported(
                    factor,
                    format_args!("the table {factor}"),
                ));
            }
        };
        match alias {
            Some(alias) => relation.aliased(alias),
            None => Ok(relation),
        }
    }

    /// Returns a named query or a table.
    fn table(&self, name: &ObjectName) -> Result<Relation, SqlError> {
        let only_part = match name.0.as_slice() {
            [part] => part.as_ident(),
            _ => None,
        };
        if let Some(part) = only_part {
            let text = identifier(part);
            let mut named = self.named.iter().rev();
            if let Some((_, relation)) = named.find(|(name, _)| is_same_name(name, &text)) {
                return relation.clone().named(part, &[]);
            }
        }
        find_table(self.tables, name)
    }

    fn join(
        &self,
        left: Relation,
        right: Relation,
        constraint: &JoinConstraint,
        keeps_left: bool,
    ) -> Result<Relation, SqlError> {
        let columns: Vec<RelationColumn> = [left.columns, right.columns.clone()].concat();
        let condition = match constraint {
            JoinConstraint::None => None,
            JoinConstraint::On(condition) => {
                Some(Binder::new(&columns, self).condition(condition)?)
            }
            JoinConstraint::Using(_) | JoinConstraint::UsingAlias(..) | JoinConstraint::Natural => {
                return Err(SqlError::unsupported_feature("joins without ON"));
            }
        };
        let mut rows = Vec::new();
        for left in left.rows {
            let mut is_matched = false;
            for right in &right.rows {
                let row = [left.as_slice(), right].concat();
                let is_match = match &condition {
                    Some(condition) => condition.evaluate_condition(&row)? == Some(true),
                    None => true,
                };
                if is_match {
                    is_matched = true;
                    rows.push(row);
                }
            }
            if keeps_left && !is_matched {
                let nulls = right
                    .columns
                    .iter()
                    .map(|column| Value::null(column.value_type));
                rows.push(left.into_iter().chain(nulls).collect());
            }
            if rows.len() > MAX_ROWS {
                return Err(SqlError::unsupported_feature(format_args!(
                    "joins with more than {MAX_ROWS} rows"
                )));
            }
        }
        Ok(Relation { columns, rows })
    }
}

#[cfg(test)]
mod tests {
    use crate::service::sql::{Relation, TableName, Tables, execute};

    /// One table without columns, and one row more than a join may have.
    struct LargeTable;

    impl Tables for LargeTable {
        fn table(&self, _: &TableName) -> Option<Relation> {
            Some(Relation {
                columns: Vec::new(),
                rows: vec![Vec::new(); super::MAX_ROWS + 1],
            })
        }

        fn names(&self) -> Vec<TableName> {
            Vec::new()
        }
    }

    #[test]
    fn limit_of_rows_applies_to_joins_only() {
        let rows = |sql| execute(sql, &[], &LargeTable).map(|result| result.rows.len());
        assert_eq!(rows("SELECT 1 FROM a.b.c LIMIT 2"), Ok(2));
        assert_eq!(
            rows("SELECT 1 FROM a.b.c, (SELECT 1) AS one")
                .unwrap_err()
                .to_string(),
            "the emulator does not support joins with more than 1000000 rows"
        );
    }
}
