//! Whether a plan still covers what a later plan for the same table would do.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Serialize;

use super::change::ColumnChange;
use super::drift::Drift;
use super::metadata_drift::MetadataDrift;
use super::table_plan::Plan;
use crate::text::quoted;

/// A change of the live table that a plan does not cover.
///
/// Its `Display` is one clause. It serializes as an object whose `change` names the variant.
///
/// # Examples
///
#[cfg_attr(feature = "client", doc = "```no_run")]
#[cfg_attr(not(feature = "client"), doc = "```ignore")]
/// use peaka_runtime::{BiTable, Client, Error, PlanDeviation};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// async fn apply(peaka: &Client) -> Result<(), Error> {
///     let plan = peaka.plan::<Event>().await?;
///     // Here, somebody reviews the plan.
///     match plan.apply(peaka).await {
///         Err(Error::Outdated { deviations, .. }) => {
///             for deviation in deviations {
///                 match deviation {
///                     PlanDeviation::Delete { column, .. } => println!("`{column}` has changed"),
///                     deviation => println!("not in the plan: {deviation}"),
///                 }
///             }
///             Ok(())
///         }
///         result => result.map(drop),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "camelCase")]
#[non_exhaustive]
pub enum PlanDeviation {
    /// The table was deleted.
    TableDeleted,
    /// The table has another stored name.
    #[non_exhaustive]
    StoredTable {
        /// The new stored name.
        name: String,
    },
    /// A column would be added.
    #[non_exhaustive]
    Add {
        /// The declared name.
        column: String,
    },
    /// A column would be renamed.
    #[non_exhaustive]
    Rename {
        /// The stored name.
        from: String,
        /// The declared name.
        column: String,
    },
    /// A column would be fixed.
    #[non_exhaustive]
    Fix {
        /// The drift that is not in the plan.
        drift: Drift,
    },
    /// A column would be deleted that was not in the plan, or has changed since.
    #[non_exhaustive]
    Delete {
        /// The stored name.
        column: String,
    },
    /// Metadata would be written.
    #[non_exhaustive]
    Metadata {
        /// The difference that is not in the plan.
        drift: MetadataDrift,
    },
}

impl fmt::Display for PlanDeviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TableDeleted => f.write_str("the table was deleted"),
            Self::StoredTable { name } => write!(f, "the table is now stored as {}", quoted(name)),
            Self::Add { column } => write!(f, "column {} would be added", quoted(column)),
            Self::Rename { from, column } => write!(
                f,
                "column {} would be renamed to {}",
                quoted(from),
                quoted(column)
            ),
            Self::Fix { drift } => drift.fmt(f),
            Self::Metadata { drift } => drift.fmt(f),
            Self::Delete { column } => write!(f, "column {} would be deleted", quoted(column)),
        }
    }
}

impl Plan<'_> {
    /// Returns what a later plan for the same table would do that this one does not cover.
    ///
    /// Writes that were applied in the meantime are covered. So are fixes of columns that this sync added or
    /// renamed.
    pub(crate) fn deviations(
        &self,
        later: &Plan<'_>,
        is_written_by_this_sync: impl Fn(&str) -> bool,
    ) -> Vec<PlanDeviation> {
        match (&self.stored_table, &later.stored_table) {
            (Some(_), None) => return vec![PlanDeviation::TableDeleted],
            (Some(before), Some(name)) if before != name => {
                return vec![PlanDeviation::StoredTable { name: name.clone() }];
            }
            _ => {}
        }
        let added: HashSet<_> = self.to_add.iter().map(|column| column.name).collect();
        let renamed = by_name(&self.to_rename);
        let fixed = by_name(&self.to_fix);
        let deleted = self.to_delete.iter().map(|column| (&column.name, column));
        let deleted: HashMap<_, _> = deleted.collect();
        let mut deviations = Vec::new();

        for change in &later.to_rename {
            let name = change.column.name;
            let planned = renamed.get(name).map(|planned| &planned.live.name);
            if planned != Some(&change.live.name) {
                deviations.push(PlanDeviation::Rename {
                    from: change.live.name.clone(),
                    column: name.to_owned(),
                });
            }
        }
        for column in later
            .to_add
            .iter()
            .filter(|column| !added.contains(column.name))
        {
            deviations.push(PlanDeviation::Add {
                column: column.name.to_owned(),
            });
        }
        for change in later.to_fix.iter().chain(&later.to_rename) {
            let name = change.column.name;
            let planned = fixed.get(name).or_else(|| renamed.get(name));
            let is_covered = |drift: &&Drift| {
                is_written_by_this_sync(name)
                    || planned.is_some_and(|planned| planned.fixes.contains(drift))
            };
            let new = change.fixes.iter().filter(|drift| !is_covered(drift));
            deviations.extend(new.cloned().map(|drift| PlanDeviation::Fix { drift }));
        }
        for column in &later.to_delete {
            // A column that has changed since may be another one of the same name, with other data.
            if deleted.get(&column.name) != Some(&column) {
                deviations.push(PlanDeviation::Delete {
                    column: column.name.clone(),
                });
            }
        }
        deviations
    }
}

fn by_name<'p, 'a>(changes: &'p [ColumnChange<'a>]) -> HashMap<&'a str, &'p ColumnChange<'a>> {
    changes
        .iter()
        .map(|change| (change.column.name, change))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::plan::policy::Policy;
    use crate::plan::sync_spec::SyncSpec;
    use crate::schema::LiveTable;
    use crate::schema::{ColumnRequest, DataType, DefaultValue};

    const COLUMNS: &[ColumnRequest<'static>] = &[
        ColumnRequest::new("a", DataType::Bigint),
        ColumnRequest::new("b", DataType::Bigint).default_value(DefaultValue::Bigint(1)),
        ColumnRequest::new("c", DataType::Bigint).renamed_from(&["old"]),
    ];

    fn texts(deviations: &[PlanDeviation]) -> Vec<String> {
        deviations.iter().map(ToString::to_string).collect()
    }

    fn planned(columns: Option<serde_json::Value>) -> Plan<'static> {
        let mut spec = SyncSpec::new("t", COLUMNS);
        spec.policy = Policy::new().create_table(true).fix_drift(true);
        spec.columns_to_delete = vec!["x".to_owned()];
        let live = columns.map(|columns| LiveTable {
            name: "t".to_owned(),
            columns: from_value(columns).unwrap(),
        });
        spec.plan(live.as_ref())
    }

    fn column(name: &str, default: serde_json::Value) -> serde_json::Value {
        json!({"name": name, "dataType": "bigint", "displayName": name, "defaultValue": default})
    }

    #[test]
    fn a_plan_covers_what_is_left_of_it_and_nothing_else() {
        let none = json!(null);
        let before = planned(Some(json!([
            column("b", json!("2")),
            column("old", none.clone()),
            column("x", none.clone()),
        ])));
        for (now, expected) in [
            (None, &["the table was deleted"][..]),
            (
                Some(json!([
                    column("a", none.clone()),
                    column("b", json!("1")),
                    column("c", none.clone())
                ])),
                &[],
            ),
            (
                Some(json!([
                    column("b", json!("2")),
                    column("c", none.clone()),
                    column("y", none.clone())
                ])),
                &[],
            ),
            (
                // Another program added both with other defaults.
                Some(json!([
                    column("a", json!("9")),
                    column("b", json!("1")),
                    column("c", json!("9"))
                ])),
                &[
                    "column `a`: declared without default, live default `9`",
                    "column `c`: declared without default, live default `9`",
                ],
            ),
            (
                // Another program fixed one of two differences.
                Some(json!([
                    column("b", json!("2")),
                    column("old", none.clone())
                ])),
                &[],
            ),
            (
                Some(json!([
                    column("b", json!("3")),
                    column("old", none.clone())
                ])),
                &["column `b`: declared default `1`, live default `3`"],
            ),
            (
                Some(json!([])),
                &["column `b` would be added", "column `c` would be added"],
            ),
            (
                Some(json!([column("b", json!("1")), column("old", json!("7")), {"name": "x"}])),
                &[
                    "column `c`: declared without default, live default `7`",
                    "column `x` would be deleted",
                ],
            ),
        ] {
            let now = planned(now);
            assert_eq!(
                texts(&before.deviations(&now, |_| false)),
                expected,
                "{now}"
            );
        }
        let mut moved = planned(Some(json!([])));
        moved.stored_table = Some("t2".to_owned());
        let deviations = before.deviations(&moved, |_| false);
        assert_eq!(texts(&deviations), ["the table is now stored as `t2`"]);
        assert_eq!(
            to_value(deviations).unwrap(),
            json!([{"change": "storedTable", "name": "t2"}])
        );
        let empty = planned(Some(json!([])));
        assert_eq!(planned(None).deviations(&empty, |_| false), []);
        assert_eq!(planned(None).deviations(&planned(None), |_| false), []);
        let lossy = planned(Some(json!([
            column("a", json!("9")),
            column("b", json!("1"))
        ])));
        assert_eq!(empty.deviations(&lossy, |column| column == "a"), []);
    }
}
