//! A live column that is to be renamed or fixed.

use serde::Serialize;

use super::compare::compare;
use super::drift::{Drift, DriftKind, DriftSource};
use crate::schema::{ColumnDetail, ColumnRequest, DefaultValue};
use crate::text::may_be_stored_as;

/// A live column that a sync renames, fixes, or both.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, LiveTable, plan};
/// use serde_json::{from_value, json};
///
/// #[derive(BiTable)]
/// #[bitable(table = "events")]
/// struct Event {
///     #[bitable(renamed_from = "agent")]
///     user_agent: String,
/// }
///
/// let live = LiveTable {
///     name: "events".to_owned(),
///     columns: from_value(json!([{"name": "agent", "dataType": "varchar"}])).unwrap(),
/// };
/// let plan = plan(Event::TABLE, Event::COLUMNS, Some(&live));
/// let change = &plan.to_rename[0];
/// assert_eq!((&*change.live.name, change.column.name), ("agent", "user_agent"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ColumnChange<'a> {
    /// The declared column.
    pub column: ColumnRequest<'a>,
    /// The live column, as the column list shows it.
    pub live: ColumnDetail,
    /// The drift of attributes that the update fixes. A rename also changes the name.
    pub fixes: Vec<Drift>,
}

impl ColumnChange<'_> {
    /// Returns the declared old name under which the column is live.
    pub(crate) fn old_name(&self) -> &str {
        let live = self.live.name.as_str();
        let old_names = || self.column.renamed_from.iter().copied();
        let exact = old_names().find(|old| *old == live);
        let normalized = || old_names().find(|old| may_be_stored_as(old, live));
        exact.or_else(normalized).unwrap_or(live)
    }

    /// Returns the body of *Update BI Column* under the given name.
    ///
    /// The operation replaces the whole column, so attributes that are not to be fixed are sent
    /// with their live values.
    pub(crate) fn update_request<'s>(&'s self, name: &'s str) -> ColumnRequest<'s> {
        let Self {
            column,
            live,
            fixes,
        } = self;
        let is_fixed = |kind| fixes.iter().any(|drift| drift.kind == kind);
        let mut request = ColumnRequest { name, ..*column };
        // Without a declared display name, it equals the name, which is the stored one in a fix.
        let is_shown_by_name = live.display_name.as_deref() == Some(&live.name);
        if column.display_name == column.name && is_shown_by_name {
            request.display_name = name;
        }
        for drift in compare(column, &live.into(), DriftSource::List) {
            match drift.kind {
                kind if is_fixed(kind) => {}
                DriftKind::Default => {
                    request.default_value = live.default_value.as_deref().map(DefaultValue::Text);
                }
                DriftKind::NotNull => request.is_not_null = live.is_not_null.unwrap_or(false),
                DriftKind::Unique => request.is_unique = live.is_unique.unwrap_or(false),
                DriftKind::DisplayName => {
                    request.display_name = live.display_name.as_deref().unwrap_or(name);
                }
                _ => {}
            }
        }
        request
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::schema::DataType;

    #[test]
    fn attributes_that_are_not_fixed_are_sent_with_their_live_values() {
        let column = ColumnRequest::new("user_agent", DataType::Varchar)
            .default_value(DefaultValue::Text("none"))
            .display_name("Browser")
            .not_null();
        let live = json!({"name": "agent", "dataType": "varchar", "displayName": "Agent",
                          "defaultValue": "-", "isUnique": true});
        let mut change = ColumnChange {
            column,
            live: from_value(live).unwrap(),
            fixes: Vec::new(),
        };
        let sent =
            |change: &ColumnChange<'_>| to_value(change.update_request("user_agent")).unwrap();
        assert_eq!(
            sent(&change),
            json!({"name": "user_agent", "dataType": "VARCHAR", "displayName": "Agent",
                   "defaultValue": "-", "isNotNull": false, "isUnique": true})
        );
        change.fixes = compare(&change.column, &(&change.live).into(), DriftSource::List);
        assert_eq!(
            sent(&change),
            json!({"name": "user_agent", "dataType": "VARCHAR", "displayName": "Browser",
                   "defaultValue": "none", "isNotNull": true, "isUnique": false})
        );
        change
            .fixes
            .retain(|drift| drift.kind == DriftKind::Default);
        assert_eq!(
            sent(&change),
            json!({"name": "user_agent", "dataType": "VARCHAR", "displayName": "Agent",
                   "defaultValue": "none", "isNotNull": false, "isUnique": true})
        );
    }

    #[test]
    fn rename_also_changes_a_display_name_that_equals_the_name() {
        let column = ColumnRequest::new("browser", DataType::Varchar);
        let change = rename(column, json!("agent"));
        assert_eq!(change.update_request("browser").display_name, "browser");
    }

    #[test]
    fn fix_of_a_normalized_column_keeps_a_display_name_that_equals_the_name() {
        let live = json!({"name": "userid", "dataType": "bigint", "displayName": "userid"});
        let change = ColumnChange {
            column: ColumnRequest::new("user_id", DataType::Bigint).not_null(),
            live: from_value(live).unwrap(),
            fixes: Vec::new(),
        };
        let request = change.update_request("userid");
        assert_eq!((request.name, request.display_name), ("userid", "userid"));
    }

    #[test]
    fn rename_keeps_a_display_name_that_was_set_on_either_side() {
        let declared = ColumnRequest::new("browser", DataType::Varchar);
        for (column, shown, sent) in [
            (declared, json!("Agent"), "Agent"),
            (declared, json!(null), "browser"),
            (declared.display_name("Browser"), json!("agent"), "agent"),
        ] {
            let change = rename(column, shown);
            assert_eq!(change.update_request("browser").display_name, sent);
        }
    }

    #[test]
    fn rename_with_a_fixed_display_name_sends_the_declared_one() {
        let column = ColumnRequest::new("browser", DataType::Varchar).display_name("Browser");
        for shown in ["agent", "Agent"] {
            let mut change = rename(column, json!(shown));
            change.fixes = compare(&change.column, &(&change.live).into(), DriftSource::List);
            assert_eq!(change.update_request("browser").display_name, "Browser");
        }
    }

    /// The rename of the live column `agent`, which is shown under the given name.
    fn rename(column: ColumnRequest<'_>, shown: serde_json::Value) -> ColumnChange<'_> {
        let live = json!({"name": "agent", "dataType": "varchar", "displayName": shown});
        ColumnChange {
            column,
            live: from_value(live).unwrap(),
            fixes: Vec::new(),
        }
    }
}
