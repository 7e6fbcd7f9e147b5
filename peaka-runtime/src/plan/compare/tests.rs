use serde_json::{from_value, json};

use super::*;
use crate::schema::{DataType, DefaultValue};

fn drift(
    declared: &ColumnRequest<'_>,
    live: serde_json::Value,
    source: DriftSource,
) -> Vec<(DriftKind, DriftValue, DriftValue)> {
    let live: ColumnDetail = from_value(live).unwrap();
    let drift = compare(declared, &(&live).into(), source).into_iter();
    drift
        .map(|drift| {
            assert_eq!((&*drift.column, drift.source), (declared.name, source));
            (drift.kind, drift.declared, drift.live)
        })
        .collect()
}

fn text(text: &str) -> DriftValue {
    DriftValue::Text(text.to_owned())
}

#[test]
fn equal_column_has_no_drift() {
    let declared = ColumnRequest::new("price", DataType::Decimal)
        .display_name("Price")
        .default_value(DefaultValue::Text("1.5"))
        .not_null()
        .unique();
    let live = json!({"name": "price", "dataType": "decimal(38,18)", "displayName": "Price",
                      "defaultValue": "1.50", "isNotNull": true, "isUnique": true});
    assert_eq!(drift(&declared, live, DriftSource::List), []);
}

#[test]
fn every_attribute_that_differs_is_drift() {
    let declared = ColumnRequest::new("user_id", DataType::Bigint)
        .display_name("Visitor")
        .default_value(DefaultValue::Bigint(1))
        .unique();
    let live = json!({"name": "userid", "dataType": "varchar", "displayName": "User",
                      "defaultValue": "2", "isNotNull": true, "isUnique": false});
    let expected = [
        (DriftKind::StoredName, text("user_id"), text("userid")),
        (
            DriftKind::DataType,
            DriftValue::DataType(DataType::Bigint),
            text("varchar"),
        ),
        (DriftKind::Default, text("1"), text("2")),
        (
            DriftKind::NotNull,
            DriftValue::Flag(false),
            DriftValue::Flag(true),
        ),
        (
            DriftKind::Unique,
            DriftValue::Flag(true),
            DriftValue::Flag(false),
        ),
        (DriftKind::DisplayName, text("Visitor"), text("User")),
    ];
    for source in [DriftSource::AddResponse, DriftSource::List] {
        assert_eq!(drift(&declared, live.clone(), source), expected);
    }
}

#[test]
fn attribute_that_is_not_reported_is_drift_only_in_a_list() {
    let declared = ColumnRequest::new("id", DataType::Bigint)
        .display_name("Id")
        .default_value(DefaultValue::Bigint(1))
        .not_null()
        .unique();
    let live = json!({"name": "id"});
    assert_eq!(drift(&declared, live.clone(), DriftSource::AddResponse), []);
    assert_eq!(
        drift(&declared, live, DriftSource::List),
        [
            (
                DriftKind::DataType,
                DriftValue::DataType(DataType::Bigint),
                DriftValue::None,
            ),
            (DriftKind::Default, text("1"), DriftValue::None),
            (DriftKind::NotNull, DriftValue::Flag(true), DriftValue::None,),
            (DriftKind::Unique, DriftValue::Flag(true), DriftValue::None),
            (DriftKind::DisplayName, text("Id"), DriftValue::None),
        ]
    );
    let plain = ColumnRequest::new("id", DataType::Bigint);
    let live = json!({"name": "id", "dataType": "bigint"});
    assert_eq!(drift(&plain, live, DriftSource::List), []);
}

#[test]
fn display_name_that_follows_the_stored_name_is_drift_only_if_another_was_chosen() {
    let live = json!({"name": "userid", "dataType": "bigint", "displayName": "userid"});
    let plain = ColumnRequest::new("user_id", DataType::Bigint);
    let stored_name = || (DriftKind::StoredName, text("user_id"), text("userid"));
    assert_eq!(
        drift(&plain, live.clone(), DriftSource::List),
        [stored_name()]
    );
    assert_eq!(
        drift(&plain.display_name("Visitor"), live, DriftSource::List),
        [
            stored_name(),
            (DriftKind::DisplayName, text("Visitor"), text("userid"))
        ]
    );
}

#[test]
fn old_name_of_a_renamed_column_is_not_drift_of_the_stored_name() {
    let renamed =
        ColumnRequest::new("user_agent", DataType::Varchar).renamed_from(&["browser_name"]);
    for (stored, is_drift) in [
        ("user_agent", false),
        ("useragent", true),
        ("browser_name", false),
        ("browsername", false),
        ("browser", true),
    ] {
        let live = json!({"name": stored, "dataType": "varchar"});
        let found = drift(&renamed, live, DriftSource::List);
        assert_eq!(!found.is_empty(), is_drift, "{stored}");
    }
    // The live column has the stored name of both: it is the declared one.
    let respelled =
        ColumnRequest::new("user_agent", DataType::Varchar).renamed_from(&["useragent"]);
    let live = json!({"name": "useragent", "dataType": "varchar"});
    assert_eq!(
        drift(&respelled, live, DriftSource::List),
        [(DriftKind::StoredName, text("user_agent"), text("useragent"))]
    );
}

#[test]
fn drift_of_one_side_alone_has_one_value() {
    let declared = ColumnRequest::new("browser", DataType::Varchar).renamed_from(&["agent"]);
    let old: ColumnDetail = from_value(json!({"name": "agent", "dataType": "varchar(9)"})).unwrap();
    let values = |drift: Drift| (drift.kind, drift.column, drift.declared, drift.live);
    let column = || "browser".to_owned();
    let varchar = DriftValue::DataType(DataType::Varchar);
    assert_eq!(
        values(missing(&declared, DriftSource::AddResponse)),
        (
            DriftKind::Missing,
            column(),
            varchar.clone(),
            DriftValue::None
        )
    );
    assert_eq!(
        values(not_renamed(&declared, &old)),
        (DriftKind::Missing, column(), varchar, text("agent"))
    );
    assert_eq!(
        values(both_names(
            &declared,
            &OldColumn {
                name: "agent",
                live: &(&old).into()
            }
        )),
        (DriftKind::Renamed, column(), text("agent"), text("agent"))
    );
    assert_eq!(
        values(unmanaged(&(&old).into())),
        (
            DriftKind::Unmanaged,
            "agent".to_owned(),
            DriftValue::None,
            text("varchar(9)")
        )
    );
}
