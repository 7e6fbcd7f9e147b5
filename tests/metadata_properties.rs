//! Whatever people wrote into the metadata survives every sync of it.

use peaka_emulator::{
    Discovery, Emulator, MetadataEditor, MetadataOptions, MissingDescription, OmittedMetadata,
    Profile, RelationsShape,
};
use peaka_runtime::{BiTable, ColumnType, sync_tables};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tests::start_emulator;

/// The people who buy.
#[derive(BiTable)]
#[bitable(table = "customers")]
#[allow(dead_code)]
struct Customer {
    /// The number of the customer.
    id: i64,
    name: String,
}

#[derive(ColumnType)]
#[allow(dead_code)]
enum State {
    /// Not paid yet.
    New,
    Paid,
}

/// One row for each order.
#[derive(BiTable)]
#[bitable(table = "orders", ai = false)]
#[golden(question = "How many orders?", sql = "SELECT COUNT(*) FROM {table}")]
#[allow(dead_code)]
struct Order {
    id: i64,
    /// Who ordered.
    #[bitable(references = Customer::id)]
    customer: i64,
    /// Where the order stands.
    state: State,
    note: Option<String>,
}

const COLUMNS: [(&str, &str); 6] = [
    ("customers", "id"),
    ("customers", "name"),
    ("orders", "id"),
    ("orders", "customer"),
    ("orders", "state"),
    ("orders", "note"),
];

/// One edit in Peaka Studio.
#[derive(Clone, Debug)]
enum Edit {
    DescribeTable(&'static str, String),
    DescribeColumn((&'static str, &'static str), String),
    SetValues((&'static str, &'static str), Vec<String>),
    SetField((&'static str, &'static str), &'static str, Value),
    AddRelation(
        (&'static str, &'static str),
        (&'static str, &'static str),
        &'static str,
    ),
    AddGoldenSql(String, String),
}

impl Edit {
    fn apply(&self, metadata: &mut MetadataEditor<'_>) {
        let edited = match self {
            Self::DescribeTable(table, text) => metadata.describe_table(table, Some(text)),
            Self::DescribeColumn((table, column), text) => {
                metadata.describe_column(table, column, Some(text))
            }
            Self::SetValues((table, column), values) => metadata
                .set_column_field(table, column, "isCategorical", json!(true))
                .and_then(|()| {
                    metadata.set_column_field(table, column, "categoricalValues", json!(values))
                }),
            Self::SetField((table, column), field, value) => {
                metadata.set_column_field(table, column, field, value.clone())
            }
            Self::AddRelation(source, target, kind) => {
                metadata.add_relation(*source, *target, kind).map(drop)
            }
            Self::AddGoldenSql(question, sql) => {
                metadata.add_golden_sql(question, sql);
                Ok(())
            }
        };
        edited.expect("the edit is valid");
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Zäß \\\\*`<>\"{}\n]{0,30}[a-z]",
        Just("One row for each order.".to_owned()),
        Just("Who ordered.".to_owned()),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let column = || select(&COLUMNS[..]);
    let field = prop_oneof![
        Just(("sampleValues", json!(["1.10", "x"]))),
        Just(("lineage", json!([{"column": "a", "expression": "b"}]))),
        Just(("isPrimary", json!(true))),
    ];
    prop_oneof![
        2 => (select(vec!["customers", "orders"]), text())
            .prop_map(|(table, text)| Edit::DescribeTable(table, text)),
        4 => (column(), text()).prop_map(|(column, text)| Edit::DescribeColumn(column, text)),
        2 => (column(), prop::collection::vec("[A-Za-z]{1,5}", 1..4))
            .prop_map(|(column, values)| Edit::SetValues(column, values)),
        1 => (column(), field).prop_map(|(column, (field, value))| {
            Edit::SetField(column, field, value)
        }),
        2 => (column(), column(), select(vec!["ONE_TO_ONE", "ONE_TO_MANY", "MANY_TO_ONE"]))
            .prop_map(|(source, target, kind)| Edit::AddRelation(source, target, kind)),
        1 => (select(vec!["How many orders?", "Another?"]), "SELECT [0-9]")
            .prop_map(|(question, sql)| Edit::AddGoldenSql(question.to_owned(), sql)),
    ]
}

fn options() -> impl Strategy<Value = MetadataOptions> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(keep, null, map)| {
        let options = MetadataOptions::default().discovery(Discovery::AtOnce);
        let options = if keep {
            options.omitted(OmittedMetadata::Keep)
        } else {
            options
        };
        let options = if null {
            options.missing_description(MissingDescription::NullText)
        } else {
            options
        };
        if map {
            options.relations(RelationsShape::MapById)
        } else {
            options
        }
    })
}

/// Everything that is set, as lines. What is not set, and a flag that is false, has none.
fn written(emulator: &Emulator) -> Vec<(String, Value)> {
    let project = emulator.project_id();
    let mut lines = Vec::new();
    let mut add = |name: String, value: &Value| {
        if ![json!(null), json!("null"), json!([]), json!(false)].contains(value) {
            lines.push((name, value.clone()));
        }
    };
    for table in ["customers", "orders"] {
        let entry = emulator
            .metadata(project, table)
            .expect("the table is known");
        let metadata = &entry["metadata"];
        add(
            format!("{table} description"),
            &metadata["tableDescription"],
        );
        for column in metadata["columns"].as_array().expect("columns") {
            let name = column["columnName"].as_str().expect("a name");
            for (field, value) in column.as_object().expect("an object") {
                add(format!("{table}.{name} {field}"), value);
            }
        }
    }
    for relation in emulator.relations(project).as_array().expect("relations") {
        add(format!("relation {}", relation["id"]), relation);
    }
    for golden_sql in emulator
        .golden_sqls(project)
        .as_array()
        .expect("golden SQLs")
    {
        add(format!("golden {}", golden_sql["id"]), golden_sql);
    }
    lines
}

/// Returns what differs although nothing that is declared explains it.
fn lost(before: &[(String, Value)], after: &[(String, Value)], declared: &[&str]) -> Vec<String> {
    let lost = before.iter().filter(|line| !after.contains(line));
    lost.filter(|(name, _)| !declared.iter().any(|declared| name.starts_with(declared)))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect()
}

/// What `fix_drift` may change.
const DECLARED: [&str; 9] = [
    "customers description",
    "customers.id columnDescription",
    "orders description",
    "orders.customer columnDescription",
    "orders.state columnDescription",
    "orders.state categoricalValues",
    "orders.state isCategorical",
    "relation",
    "golden",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hand_written_metadata_survives(
        edits in prop::collection::vec(edit(), 0..16),
        options in options(),
        is_observed: bool,
        fix: bool,
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let outcome = runtime.block_on(async {
            let profile = if is_observed { Profile::Observed } else { Profile::Documented };
            let (emulator, peaka) =
                start_emulator(Emulator::builder().profile(profile).metadata(options)).await;
            let sync = || sync_tables![Customer, Order]
                .with(&peaka)
                .each(move |_, sync| sync.create_table(true).fix_drift(fix));
            sync().await.expect("the columns are synced");
            emulator.edit_metadata(emulator.project_id(), |metadata| {
                for edit in &edits {
                    edit.apply(metadata);
                }
            });
            let before = written(&emulator);
            sync().metadata(true).await.expect("the metadata is synced");
            let after = written(&emulator);
            sync().metadata(true).await.expect("the metadata is synced again");
            (before, after, written(&emulator))
        });
        let (before, after, again) = outcome;
        let allowed: &[&str] = if fix { &DECLARED } else { &[] };
        prop_assert_eq!(lost(&before, &after, allowed), Vec::<String>::new());
        // A second run changes nothing.
        prop_assert_eq!(after, again);
    }
}
