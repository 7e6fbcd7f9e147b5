//! Compares declared golden SQLs with live ones.

use super::golden_sql::StoredGoldenSql;
use super::history::{History, duplicates};
use super::live::{LiveMetadata, column_key, may_have_column};
use super::plan::MetadataPlan;
use super::spec::{is_same_sql, is_same_text};
use super::table::TableMetadata;
use super::write::{MetadataRequest, MetadataWrite, PlannedWrite};
use crate::plan::{DriftValue, MetadataDrift};
use crate::schema::GoldenSql;

impl MetadataPlan<'_> {
    /// Golden SQLs belong to the project. Those of the same question that do not name this table are those of others.
    pub(super) fn compare_golden_sql(
        &mut self,
        declared: &GoldenSql,
        table: &TableMetadata,
        live: &LiveMetadata,
        history: &History,
    ) {
        let question = declared.question();
        let Some(sql) = self.stored_sql(declared, live) else {
            return;
        };
        let of_question = |golden: &&StoredGoldenSql| is_same_text(&golden.question, question);
        let (same, others): (Vec<_>, Vec<_>) = live
            .golden_sqls
            .iter()
            .filter(of_question)
            .partition(|golden| is_same_sql(&golden.sql, &sql));
        let others: Vec<_> = others
            .into_iter()
            .filter(|golden| names_table(&golden.sql, &table.name))
            .collect();
        let difference = |live: Option<&str>| {
            let [declared, live] = [Some(&*sql), live].map(DriftValue::text);
            MetadataDrift::of_golden_sql(question, declared, live)
        };
        let mut replaced = Vec::new();
        for other in others {
            if let Some(change) = self.writes_difference(difference(Some(&other.sql))) {
                replaced.push((other, change));
            }
        }
        if same.is_empty() {
            let mut changes: Vec<_> = replaced.into_iter().map(|(_, change)| change).collect();
            let is_drift = changes.is_empty() && self.has_drift_of(question);
            if changes.is_empty() && !is_drift {
                changes.extend(self.writes_difference(difference(None)));
            }
            if !changes.is_empty() {
                self.writes.push(PlannedWrite {
                    write: MetadataWrite::AddGoldenSql(question.to_owned()),
                    request: MetadataRequest::AddGoldenSql {
                        question: question.to_owned(),
                        sql,
                    },
                    changes,
                });
            }
            return;
        }
        // What is replaced is deleted only once its replacement is there.
        let is_duplicate = |golden: &StoredGoldenSql, other: &StoredGoldenSql| {
            (&golden.question, &golden.sql) == (&other.question, &other.sql)
        };
        let duplicates = duplicates(&same, history, |golden| &golden.id, is_duplicate);
        let duplicates = duplicates.into_iter().map(|golden| (golden, None));
        let replaced = replaced
            .into_iter()
            .map(|(golden, change)| (golden, Some(change)));
        for (golden, change) in duplicates.chain(replaced) {
            self.writes.push(PlannedWrite {
                write: MetadataWrite::DeleteGoldenSql(golden.id.clone()),
                request: MetadataRequest::DeleteGoldenSql(golden.id.clone()),
                changes: change.into_iter().collect(),
            });
        }
    }

    fn has_drift_of(&self, question: &str) -> bool {
        let mut drift = self.denied.iter().chain(&self.warned);
        drift.any(|drift| drift.question.as_deref() == Some(question))
    }

    /// Returns the SQL with the names that the metadata has. Returns `None` if it does not have all of them.
    fn stored_sql(&mut self, declared: &GoldenSql, live: &LiveMetadata) -> Option<String> {
        let mut missing = Vec::new();
        for part in declared.names() {
            let name = self.spec.table_of(part.table);
            match (live.named_table(&self.spec, part.table), part.column) {
                (None, _) => missing.push(name.to_owned()),
                (Some(table), Some(column)) if !may_have_column(table, column) => {
                    missing.push(format!("{name}.{column}"));
                }
                _ => {}
            }
        }
        if !missing.is_empty() {
            self.undiscovered.extend(missing);
            return None;
        }
        let table = |declared| live.named_table(&self.spec, declared);
        Some(declared.sql_with(
            |declared| table(declared).map(|table| table.name.clone()),
            |target| table(target.table).map(|table| column_key(table, target.column).column),
        ))
    }
}

/// Returns whether a statement names a table: as a word, whatever its letter case.
fn names_table(sql: &str, table: &str) -> bool {
    let [sql, table] = [sql, table].map(str::to_lowercase);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    sql.match_indices(&table).any(|(start, _)| {
        let before = sql[..start].chars().next_back();
        let after = sql[start + table.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_named_by_whole_words() {
        for (sql, expected) in [
            (r#"SELECT 1 FROM "peaka"."bitable"."orders" o"#, true),
            ("select 1 from Peaka.bitable.ORDERS", true),
            ("SELECT 1 FROM old_orders", false),
            ("SELECT 1 FROM orders2, web.orders", true),
            ("SELECT 1 FROM orders2", false),
            ("SELECT 1", false),
        ] {
            assert_eq!(names_table(sql, "orders"), expected, "{sql}");
        }
    }
}
