//! What a sync would do, as a value: no socket, no clock, no choice left open.

use std::collections::HashSet;

use serde::{Serialize, Serializer};

use crate::plan::change::Change;
use crate::plan::drift::{Drift, Seen, both_names, compare, unmanaged};
use crate::plan::matching::{Matched, Pair};
use crate::plan::table_spec::Wanted;
use crate::schema::column_request::{ColumnDetail, ColumnRequest};

/// A table as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTable {
    /// The stored name.
    pub name: String,
    /// The columns, those of the service included.
    pub columns: Vec<ColumnDetail>,
}

/// What has to be done so that a live table has the declared columns, and what differs that this
/// does not mend.
///
/// Its `Display` is a table for people, without colour; [`display_on`](Self::display_on) gives one
/// with colour for a terminal. [`apply`](Self::apply) does what it says, and no more.
///
/// # For machines
/// A plan serializes as an object whose `version` is 1. Within one version fields may come to it,
/// but none goes or changes what it means.
///
/// ```
/// use peaka_runtime::{ColumnRequest, DataType, DefaultValue, plan};
/// use serde_json::json;
///
/// let clicks = ColumnRequest::new("clicks", DataType::Bigint).default_value(DefaultValue::Bigint(0));
/// let columns = [clicks];
/// assert_eq!(
///     serde_json::to_value(plan("events", &columns, None)).unwrap(),
///     json!({
///         "version": 1,
///         "table": "events",    // as it is declared
///         "storedTable": null,  // as the service has it; null if it does not
///         "createTable": false, // whether it is to be created
///         "isEmpty": false,     // whether there is nothing to write
///         "present": [],        // ColumnRequests, as the API spells them
///         "toRename": [],       // objects of `column` (a ColumnRequest), `live` (a ColumnDetail)
///         "toFix": [],          // and `mends` (drift, as in `denied`)
///         "toAdd": [{           // ColumnRequests
///             "name": "clicks", "dataType": "BIGINT", "displayName": "clicks",
///             "defaultValue": 0, "isNotNull": false, "isUnique": false,
///         }],
///         "toDelete": [],       // ColumnDetails, as the API spells them
///         "unmanaged": [],      // the same
///         "denied": [],         // drift: objects of `kind`, `column`, `declared`, `live` and `seen`
///         "warned": [],         // the same
///     })
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan<'a> {
    /// The declared name of the table.
    pub table: &'a str,
    /// The name under which the service has it; `None` if it does not have it.
    pub stored_table: Option<String>,
    /// Whether the table is to be created.
    pub create_table: bool,
    /// The declared columns that the table has, in the order of their declaration.
    pub present: Vec<ColumnRequest<'a>>,
    /// The declared columns that the table has under their old names alone.
    pub to_rename: Vec<Change<'a>>,
    /// The columns that are present and are to be made as they are declared.
    pub to_fix: Vec<Change<'a>>,
    /// The declared columns that the table does not have, in the order of their declaration.
    pub to_add: Vec<ColumnRequest<'a>>,
    /// The columns that nobody declared and that are to be deleted.
    pub to_delete: Vec<ColumnDetail>,
    /// The columns that nobody declared and that stay.
    pub unmanaged: Vec<ColumnDetail>,
    /// The drift that the levels deny. While there is any, nothing is written.
    pub denied: Vec<Drift>,
    /// The drift to warn of.
    pub warned: Vec<Drift>,
    pub(crate) wanted: Wanted<'a>,
}

impl Plan<'_> {
    /// Whether there is nothing to write. There can be drift all the same, also such as
    /// [fails](Self::is_denied) the sync.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored_table.is_some() && self.writes().is_empty()
    }

    /// Whether applying it would write nothing and fail: because of drift that the levels deny, or
    /// because the table is not there and is not to be created.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        !self.denied.is_empty() || (self.stored_table.is_none() && !self.create_table)
    }

    /// All that differs in the columns that are there, whether it is to be mended or not.
    pub(crate) fn drift(&self) -> impl Iterator<Item = &Drift> {
        let changes = self.to_fix.iter().chain(&self.to_rename);
        let mended = changes.flat_map(|change| &change.mends);
        mended.chain(&self.denied).chain(&self.warned)
    }
}

/// Compares declared columns with the live table; `None` is a table that is not there. Its choices
/// are those of a sync that makes none: see [`SyncColumns`](crate::SyncColumns), and
/// [`SyncColumns::plan`](crate::SyncColumns::plan) for a plan with choices.
///
/// A declared column is the live one of the same name, or else the one of the name that the
/// service would have made of it (see [`fold`](crate::fold)); if there is none, it is the one of
/// its [old name](ColumnRequest::renamed_from), found alike. The service's own columns are
/// never matched and never reported. The time taken is linear in the number of columns.
#[must_use]
pub fn plan<'a>(
    table: &'a str,
    declared: &'a [ColumnRequest<'a>],
    live: Option<&LiveTable>,
) -> Plan<'a> {
    Wanted::new(table, declared).plan(live)
}

impl<'a> Wanted<'a> {
    /// The plan for a live table; `None` is a table that is not there.
    pub(crate) fn plan(&self, live: Option<&LiveTable>) -> Plan<'a> {
        let matched = Matched::new(self.columns, live.map_or(&[][..], |live| &live.columns));
        let delete: HashSet<_> = self.delete.iter().map(String::as_str).collect();
        let named = |column: &&ColumnDetail| delete.contains(column.name.as_str());

        let mut drift = Vec::new();
        let mut to_fix = self.changes(&matched.found, &mut drift);
        to_fix.retain(|change| !change.mends.is_empty());
        let to_rename = self.changes(&matched.old, &mut drift);

        let (mut to_delete, strangers): (Vec<_>, Vec<_>) =
            matched.unmanaged.into_iter().partition(named);
        for (column, old) in &matched.both {
            if named(old) {
                to_delete.push(old);
            } else {
                drift.push(both_names(column, old));
            }
        }
        drift.extend(strangers.iter().map(|column| unmanaged(column)));
        let (denied, warned) = self.levels.split(drift);
        Plan {
            table: self.table,
            stored_table: live.map(|live| live.name.clone()),
            create_table: self.create_table && live.is_none(),
            present: matched.found.iter().map(|(column, _)| *column).collect(),
            to_rename,
            to_fix,
            to_add: matched.missing,
            to_delete: to_delete.into_iter().cloned().collect(),
            unmanaged: strangers.into_iter().cloned().collect(),
            denied,
            warned,
            wanted: self.clone(),
        }
    }

    /// What is to be mended of each column; the drift that stays goes into the list.
    fn changes(&self, pairs: &[Pair<'a, '_>], drift: &mut Vec<Drift>) -> Vec<Change<'a>> {
        let change = |(column, live): &Pair<'a, '_>| {
            let (mends, stays) = compare(column, live, Seen::List)
                .into_iter()
                .partition(|drift| self.mends(drift));
            let stays: Vec<_> = stays;
            drift.extend(stays);
            Change {
                column: *column,
                live: (*live).clone(),
                mends,
            }
        };
        pairs.iter().map(change).collect()
    }

    /// What the levels allow is nobody's fault and is left alone.
    fn mends(&self, drift: &Drift) -> bool {
        self.fix_drift && drift.kind.can_be_fixed() && !self.levels.allow(drift.kind)
    }
}

impl Serialize for Plan<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Version1<'p, 'a> {
            version: u8,
            table: &'a str,
            stored_table: Option<&'p str>,
            create_table: bool,
            is_empty: bool,
            present: &'p [ColumnRequest<'a>],
            to_rename: &'p [Change<'a>],
            to_fix: &'p [Change<'a>],
            to_add: &'p [ColumnRequest<'a>],
            to_delete: &'p [ColumnDetail],
            unmanaged: &'p [ColumnDetail],
            denied: &'p [Drift],
            warned: &'p [Drift],
        }

        let version1 = Version1 {
            version: 1,
            table: self.table,
            stored_table: self.stored_table.as_deref(),
            create_table: self.create_table,
            is_empty: self.is_empty(),
            present: &self.present,
            to_rename: &self.to_rename,
            to_fix: &self.to_fix,
            to_add: &self.to_add,
            to_delete: &self.to_delete,
            unmanaged: &self.unmanaged,
            denied: &self.denied,
            warned: &self.warned,
        };
        version1.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::plan::drift::DriftKind;
    use crate::plan::level::Level;
    use crate::schema::column_request::DefaultValue;
    use crate::schema::data_type::DataType;

    fn live(columns: serde_json::Value) -> LiveTable {
        LiveTable {
            name: "t".to_owned(),
            columns: from_value(columns).unwrap(),
        }
    }

    fn bigint(name: &str) -> ColumnRequest<'_> {
        ColumnRequest::new(name, DataType::Bigint)
    }

    fn names<'a>(columns: &[ColumnRequest<'a>]) -> Vec<&'a str> {
        columns.iter().map(|column| column.name).collect()
    }

    #[test]
    fn the_exact_name_wins_over_the_folded_one() {
        let table = live(json!([
            {"name": "userid", "dataType": "bigint"},
            {"name": "user_id", "dataType": "bigint", "displayName": "user_id"},
        ]));
        let columns = [bigint("user_id")];
        let plan = plan("t", &columns, Some(&table));
        assert_eq!(names(&plan.present), ["user_id"]);
        assert_eq!(plan.warned.len(), 1);
        assert_eq!(
            plan.warned[0].to_string(),
            "column `userid` (bigint) is not declared"
        );
    }

    #[test]
    fn one_live_column_never_serves_two_declarations() {
        let table = live(json!([{"name": "userid", "dataType": "bigint"}]));
        for declared in [["user_id", "userid"], ["userid", "user_id"]] {
            let columns = declared.map(bigint);
            let plan = plan("t", &columns, Some(&table));
            assert_eq!(names(&plan.present), ["userid"], "{declared:?}");
            assert_eq!(names(&plan.to_add), ["user_id"], "{declared:?}");
        }
        let declared = ["user_id", "u_serid"].map(bigint);
        let plan = plan("t", &declared, Some(&table));
        assert_eq!(names(&plan.present), ["user_id"]);
        assert_eq!(names(&plan.to_add), ["u_serid"]);
    }

    #[test]
    fn a_live_column_that_the_service_would_not_have_made_of_the_name_is_a_strangers() {
        let table = live(json!([{"name": "user_id", "dataType": "bigint"}]));
        for declared in ["userid", "u_serid"] {
            let columns = [bigint(declared)];
            let plan = plan("t", &columns, Some(&table));
            assert_eq!(names(&plan.to_add), [declared]);
            assert_eq!(plan.warned.len(), 1);
            assert_eq!(plan.warned[0].kind, DriftKind::Unmanaged);
        }
    }

    #[test]
    fn a_system_column_is_neither_matched_nor_reported() {
        let table = live(json!([{"name": "_id", "dataType": "bigint"}, {"name": "text"}]));
        let columns = [bigint("id")];
        let plan = plan("t", &columns, Some(&table));
        assert_eq!(names(&plan.to_add), ["id"]);
        assert_eq!((plan.denied, plan.warned), (vec![], vec![]));
    }

    #[test]
    fn a_plan_reads_like_a_table() {
        let declared = [
            bigint("id").not_null().unique(),
            bigint("user_id").display_name("Visitor"),
            bigint("clicks").default_value(DefaultValue::Bigint(0)),
        ];
        let table = live(json!([
            {"name": "id", "dataType": "varchar", "displayName": "id", "isNotNull": true},
            {"name": "userid", "dataType": "bigint", "displayName": "userid"},
            {"name": "old", "dataType": "timestamp(6)"},
        ]));
        assert_eq!(
            plan("events", &declared, Some(&table)).to_string(),
            "\
table `events` (stored as `t`)
  = id       BIGINT, not null, unique
  = user_id  BIGINT, shown as `Visitor`
  + clicks   BIGINT, default 0
  ? old      timestamp(6)
  denied   column `id` is declared BIGINT, but the table has varchar
  denied   column `id` is declared unique, but the table has it without that flag
  warning  column `user_id` is stored as `userid`
  warning  column `user_id` is declared with the display name `Visitor`, but the table has `userid`
2 present, 1 to add, 1 not declared; 2 differences in the way, so nothing is written"
        );
        let mut wanted = Wanted::new("events", &declared[..1]);
        assert_eq!(
            wanted.plan(None).to_string(),
            "\
table `events` (does not exist, and without `create_table(true)` stays so)
  + id  BIGINT, not null, unique
0 present, 1 to add"
        );
        wanted.create_table = true;
        let plan = wanted.plan(None);
        assert!(!plan.is_empty());
        assert_eq!(
            plan.to_string(),
            "\
table `events` (to be created)
  + id  BIGINT, not null, unique
0 present, 1 to add"
        );
    }

    #[test]
    fn a_plan_with_choices_reads_like_a_table_too() {
        let declared = [
            bigint("clicks").default_value(DefaultValue::Bigint(0)),
            bigint("browser").renamed_from("agent").not_null(),
        ];
        let mut wanted = Wanted::new("t", &declared);
        wanted.fix_drift = true;
        wanted.delete = vec!["old".to_owned()];
        wanted.levels.set(DriftKind::Unmanaged, Level::Deny);
        let table = live(json!([
            {"name": "clicks", "dataType": "bigint", "defaultValue": "1"},
            {"name": "agent", "dataType": "bigint"},
            {"name": "old", "dataType": "varchar"},
            {"name": "other"},
        ]));
        let plan = wanted.plan(Some(&table));
        assert_eq!(
            plan.to_string(),
            "\
table `t`
  ~ clicks   BIGINT, default 0
  > browser  BIGINT, not null, renamed from `agent`
  - old      varchar
  ? other    no data type
  to fix   column `browser` is declared not null, but the table has it without that flag
  to fix   column `clicks` is declared with default `0`, but the table has with default `1`
  denied   column `other` (no data type) is not declared
1 present, 1 to rename, 1 to fix, 1 to delete, 1 not declared; 1 difference in the way, so nothing is written"
        );
    }

    /// Four times the columns take about four times as long; in proportion to the square it would
    /// be sixteen times.
    #[test]
    fn the_time_for_a_plan_is_linear_in_the_number_of_columns() {
        let time = |count: usize| {
            let names: Vec<_> = (0..count).map(|n| format!("c_{n}")).collect();
            let declared: Vec<_> = names.iter().map(|name| bigint(name)).collect();
            // A third is there, a third is stored under another name, and a third is missing; as
            // many are nobody's.
            let there = names
                .iter()
                .enumerate()
                .filter_map(|(n, name)| match n % 3 {
                    0 => Some(json!({"name": name, "dataType": "bigint"})),
                    1 => Some(json!({"name": format!("c{n}"), "dataType": "bigint"})),
                    _ => None,
                });
            let strangers = (0..count).map(|n| json!({"name": format!("x{n}")}));
            let table = live(there.chain(strangers).collect());
            let run = || {
                let begun = std::time::Instant::now();
                let plan = plan("t", &declared, Some(&table));
                assert_eq!(plan.to_add.len(), count / 3);
                assert_eq!(plan.unmanaged.len(), count);
                begun.elapsed()
            };
            (0..3).map(|_| run()).min().unwrap()
        };
        let (few, many) = (time(6_000), time(24_000));
        assert!(many < 12 * few, "{few:?}, {many:?}");
    }
}
