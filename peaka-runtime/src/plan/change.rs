//! A column that is there and is to be changed.

use serde::Serialize;

use crate::plan::drift::{Drift, DriftKind, Seen, compare};
use crate::schema::column_request::{ColumnDetail, ColumnRequest, DefaultValue};

/// A column that is to be renamed or fixed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change<'a> {
    /// The column as it is declared.
    pub column: ColumnRequest<'a>,
    /// The column as the table has it.
    pub live: ColumnDetail,
    /// The differences that the change mends, besides the name of a column that is to be renamed.
    pub mends: Vec<Drift>,
}

impl Change<'_> {
    /// The whole column with this name, for *Update BI Column*, which wants all of it. What is not
    /// to be mended stays as it is.
    pub(crate) fn request<'s>(&'s self, name: &'s str) -> ColumnRequest<'s> {
        let Self {
            column,
            live,
            mends,
        } = self;
        let mended = |kind| mends.iter().any(|drift| drift.kind == kind);
        let mut request = ColumnRequest { name, ..*column };
        // A display name that nobody chose is the name, which here may be the stored one.
        let is_shown_by_name = live.display_name.as_deref() == Some(&live.name);
        if column.display_name == column.name && is_shown_by_name {
            request.display_name = name;
        }
        for drift in compare(column, live, Seen::List) {
            match drift.kind {
                kind if mended(kind) => {}
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
    use crate::schema::data_type::DataType;

    #[test]
    fn what_is_not_to_be_mended_is_sent_as_it_is() {
        let column = ColumnRequest::new("user_agent", DataType::Varchar)
            .default_value(DefaultValue::Text("none"))
            .display_name("Browser")
            .not_null();
        let live = json!({"name": "agent", "dataType": "varchar", "displayName": "Agent",
                          "defaultValue": "-", "isUnique": true});
        let mut change = Change {
            column,
            live: from_value(live).unwrap(),
            mends: Vec::new(),
        };
        let sent = |change: &Change<'_>| to_value(change.request("user_agent")).unwrap();
        assert_eq!(
            sent(&change),
            json!({"name": "user_agent", "dataType": "VARCHAR", "displayName": "Agent",
                   "defaultValue": "-", "isNotNull": false, "isUnique": true})
        );
        change.mends = compare(&change.column, &change.live, Seen::List);
        assert_eq!(
            sent(&change),
            json!({"name": "user_agent", "dataType": "VARCHAR", "displayName": "Browser",
                   "defaultValue": "none", "isNotNull": true, "isUnique": false})
        );
    }

    #[test]
    fn a_display_name_that_nobody_chose_goes_with_the_name() {
        let live = json!({"name": "agent", "dataType": "varchar", "displayName": "agent"});
        let change = Change {
            column: ColumnRequest::new("browser", DataType::Varchar),
            live: from_value(live).unwrap(),
            mends: Vec::new(),
        };
        assert_eq!(change.request("browser").display_name, "browser");
    }

    #[test]
    fn a_fix_of_a_folded_column_leaves_the_display_name_that_nobody_chose() {
        let live = json!({"name": "userid", "dataType": "bigint", "displayName": "userid"});
        let change = Change {
            column: ColumnRequest::new("user_id", DataType::Bigint).not_null(),
            live: from_value(live).unwrap(),
            mends: Vec::new(),
        };
        assert_eq!(change.request("userid").display_name, "userid");
    }
}
