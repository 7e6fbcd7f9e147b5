//! Syncs of metadata over HTTP, in both profiles: what is written, what a person wrote, faults, and programs at work
//! at the same time.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use peaka_emulator::{
    Builder, Discovery, Emulator, Fault, MetadataOptions, MissingDescription, OmittedMetadata,
    Operation, Profile, RefreshDuration, RelationsShape,
};
use peaka_runtime::{
    BiTable, Client, ColumnType, DriftKind, Error, Level, MetadataReport, Policy, sync_tables,
};
use serde_json::{Value, json};
use tests::{JSON, client_builder, start_emulator};

const PROFILES: [Profile; 2] = [Profile::Documented, Profile::Observed];

/// The people who buy.
#[derive(BiTable)]
#[bitable(table = "customers")]
#[allow(dead_code)]
struct Customer {
    #[bitable(unique, not_null)]
    id: i64,
    /// As the customer spells it.
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
#[bitable(table = "web_orders")]
#[golden(
    question = "How many orders has each customer?",
    sql = "SELECT {customer_id}, COUNT(*) FROM {table} GROUP BY 1"
)]
#[allow(dead_code)]
struct Order {
    #[bitable(unique, not_null)]
    id: i64,
    /// Who ordered.
    #[bitable(references = Customer::id)]
    customer_id: i64,
    /// Where the order stands.
    state: State,
    note: Option<String>,
}

/// An older version of the same table, with another description.
mod older {
    use super::*;

    /// All orders.
    #[derive(BiTable)]
    #[bitable(table = "web_orders")]
    #[allow(dead_code)]
    pub(crate) struct Order {
        id: i64,
        /// The customer.
        customer_id: i64,
    }
}

const QUESTION: &str = "How many orders has each customer?";
const STATE_DESCRIPTION: &str =
    "Where the order stands.\n\nValues:\n- `New`: Not paid yet.\n- `Paid`";

/// Starts an emulator with the columns of both tables. The metadata does not have the tables yet.
async fn start(builder: Builder) -> (Emulator, Client) {
    let (emulator, peaka) = start_emulator(builder.log(true)).await;
    let tables = sync_tables![Customer, Order].with(&peaka);
    tables
        .each(|_, sync| sync.create_table(true).on(DriftKind::NotNull, Level::Allow))
        .await
        .expect("the columns are synced");
    emulator.take_requests();
    (emulator, peaka)
}

/// Starts an emulator in which the metadata has both tables.
async fn start_discovered(profile: Profile) -> (Emulator, Client) {
    let options = MetadataOptions::default().discovery(Discovery::AtOnce);
    start(Emulator::builder().profile(profile).metadata(options)).await
}

fn stored(profile: Profile, name: &str) -> String {
    match profile {
        Profile::Observed => name.replace('_', ""),
        _ => name.to_owned(),
    }
}

/// Returns the metadata of the orders.
fn orders(emulator: &Emulator) -> Value {
    metadata(emulator, "web_orders")
}

fn metadata(emulator: &Emulator, table: &str) -> Value {
    let names = [table.to_owned(), stored(Profile::Observed, table)];
    let mut entries = names
        .iter()
        .filter_map(|name| emulator.metadata(emulator.project_id(), name));
    let entry = entries.next().expect("the table is in the metadata");
    entry["metadata"].clone()
}

/// Returns one column of the metadata of the orders.
fn column(emulator: &Emulator, name: &str) -> Value {
    column_of(emulator, "web_orders", name)
}

fn column_of(emulator: &Emulator, table: &str, name: &str) -> Value {
    let metadata = metadata(emulator, table);
    let columns = metadata["columns"].as_array().expect("columns");
    let is_column = |column: &&Value| {
        let found = column["columnName"].as_str().unwrap_or_default();
        found == name || found == name.replace('_', "")
    };
    columns.iter().find(is_column).expect("the column").clone()
}

fn relations(emulator: &Emulator) -> Vec<Value> {
    let relations = emulator.relations(emulator.project_id());
    relations.as_array().expect("relations").clone()
}

fn golden_sqls(emulator: &Emulator) -> Vec<Value> {
    let golden_sqls = emulator.golden_sqls(emulator.project_id());
    golden_sqls.as_array().expect("golden SQLs").clone()
}

/// Returns the methods and the last part of the paths of the requests since the last call.
fn requests(emulator: &Emulator) -> Vec<String> {
    let requests = emulator.take_requests();
    let line = |path: &str| {
        let (_, tail) = path.split_once("/metadata/").expect("a metadata operation");
        let (_, tail) = tail.split_once('/').unwrap_or((tail, ""));
        tail.split('/').next().unwrap_or_default().to_owned()
    };
    requests
        .iter()
        .map(|request| {
            format!("{} {}", request.method, line(&request.path))
                .trim_end()
                .to_owned()
        })
        .collect()
}

fn warned(report: &MetadataReport) -> Vec<String> {
    report.warned.iter().map(ToString::to_string).collect()
}

/// Asserts that everything that `Order` declares is in the metadata, once.
fn assert_declared(emulator: &Emulator, profile: Profile) {
    assert_eq!(
        orders(emulator)["tableDescription"],
        "One row for each order."
    );
    let state = column(emulator, "state");
    assert_eq!(state["columnDescription"], STATE_DESCRIPTION);
    assert_eq!(state["categoricalValues"], json!(["New", "Paid"]));
    assert_eq!(state["isCategorical"], true);
    assert_eq!(
        column(emulator, "customer_id")["columnDescription"],
        "Who ordered."
    );
    let relations = relations(emulator);
    assert_eq!(relations.len(), 1, "{relations:?}");
    let relation = &relations[0];
    assert_eq!(relation["sourceTableName"], stored(profile, "web_orders"));
    assert_eq!(relation["sourceColumnName"], stored(profile, "customer_id"));
    assert_eq!(relation["targetTableName"], "customers");
    assert_eq!(relation["targetColumnName"], "id");
    assert_eq!(relation["type"], "MANY_TO_ONE");
    let golden_sqls = golden_sqls(emulator);
    assert_eq!(golden_sqls.len(), 1, "{golden_sqls:?}");
    assert_eq!(golden_sqls[0]["metadata"]["prompt"], QUESTION);
}

#[tokio::test]
async fn declared_metadata_is_written_once() {
    for profile in PROFILES {
        let (emulator, peaka) = start_discovered(profile).await;
        let report = Order::sync_metadata(&peaka).await.unwrap();
        assert_declared(&emulator, profile);
        let subjects: Vec<_> = report
            .written
            .iter()
            .map(|written| (written.kind, written.column.as_deref()))
            .collect();
        assert_eq!(
            subjects,
            [
                (DriftKind::Description, None),
                (DriftKind::Description, Some("customer_id")),
                (DriftKind::Description, Some("state")),
                (DriftKind::CategoricalValues, Some("state")),
                (DriftKind::Relation, Some("customer_id")),
                (DriftKind::GoldenSql, None),
            ]
        );
        assert_eq!(report.sent, report.written);
        assert!(report.verified && !report.refreshed && report.warned.is_empty());
        schemas::assert_valid("MetadataReport", &serde_json::to_value(&report).unwrap());
        let golden = golden_sqls(&emulator)[0]["metadata"]["sql"].clone();
        let [table, customer] = ["web_orders", "customer_id"].map(|name| stored(profile, name));
        assert_eq!(
            golden,
            format!(r#"SELECT "{customer}", COUNT(*) FROM "peaka"."bitable"."{table}" GROUP BY 1"#)
        );

        requests(&emulator);
        let report = Order::sync_metadata(&peaka).await.unwrap();
        assert!(report.sent.is_empty() && report.verified);
        assert_eq!(requests(&emulator), ["GET golden-sqls", "GET"]);
        assert_eq!(report.requests, 2);
        let plan = Order::sync_metadata(&peaka).plan().await.unwrap();
        assert!(plan.is_empty(), "{plan}");
    }
}

#[tokio::test]
async fn second_run_without_golden_sqls_is_one_request() {
    let (emulator, peaka) = start_discovered(Profile::Observed).await;
    Customer::sync_metadata(&peaka).await.unwrap();
    emulator.take_requests();
    let report = Customer::sync_metadata(&peaka).await.unwrap();
    assert_eq!(requests(&emulator), ["GET"]);
    assert_eq!(
        report.to_string(),
        "metadata of table `customers`: verified"
    );
}

#[tokio::test]
async fn new_table_is_discovered_by_a_refresh() {
    for profile in PROFILES {
        let options = MetadataOptions::default().refresh(RefreshDuration::StatusReads(2));
        let (emulator, peaka) = start(Emulator::builder().profile(profile).metadata(options)).await;
        let plan = Order::sync_metadata(&peaka).plan().await.unwrap();
        assert_eq!(plan.undiscovered, ["web_orders"]);
        assert!(!plan.is_empty() && plan.stored_table.is_none());
        emulator.take_requests();
        let report = Order::sync_metadata(&peaka).await.unwrap();
        assert!(report.refreshed);
        assert_declared(&emulator, profile);
        let refreshes = requests(&emulator);
        let count = |line: &str| refreshes.iter().filter(|request| *request == line).count();
        assert_eq!(count("POST refresh"), 1, "{refreshes:?}");
    }
}

#[tokio::test]
async fn table_that_stays_unknown_is_an_error() {
    let (_emulator, peaka) = start_discovered(Profile::Documented).await;
    let error = Order::sync_metadata(&peaka)
        .table("orders")
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "metadata of table `orders`: the metadata does not have `orders` yet, which the struct of table \
         `orders` declares (no metadata was written); help: sync the columns of these tables first; the \
         service takes from seconds to minutes to discover them: retry, or raise the timeout"
    );
}

#[tokio::test]
async fn refresh_that_never_ends_is_an_error_by_the_deadline() {
    let options = MetadataOptions::default().refresh(RefreshDuration::Time(Duration::MAX));
    let (emulator, peaka) = start(Emulator::builder().metadata(options)).await;
    let timeout = Duration::from_millis(1500);
    let started = Instant::now();
    let error = Order::sync_metadata(&peaka).timeout(timeout).await;
    let error = error.unwrap_err();
    let elapsed = started.elapsed();
    // The next wait would be one second.
    assert!(elapsed >= Duration::from_millis(750), "{elapsed:?}");
    assert!(elapsed < timeout, "{elapsed:?}");
    assert_eq!(
        error.to_string(),
        "metadata of table `web_orders`: the metadata does not have `web_orders` yet, which the struct of table \
         `web_orders` declares (no metadata was written); help: sync the columns of these tables first; the \
         service takes from seconds to minutes to discover them: retry, or raise the timeout"
    );
    assert!(matches!(error, Error::MetadataUnverified { .. }));
    assert!(error.is_retryable());
    let mut refreshes = requests(&emulator);
    refreshes.retain(|request| request.ends_with(" refresh"));
    let [get, post] = ["GET refresh", "POST refresh"];
    assert_eq!(refreshes, [get, post, get, get]);
}

#[tokio::test]
async fn what_a_person_wrote_is_kept_and_warned_of() {
    for profile in PROFILES {
        let (emulator, peaka) = start_discovered(profile).await;
        edit_by_hand(&emulator);
        let before = (
            orders(&emulator),
            relations(&emulator),
            golden_sqls(&emulator),
        );
        let report = Order::sync_metadata(&peaka).await.unwrap();
        assert_eq!(
            warned(&report),
            [
                "the table: declared description `One row for each order.`, live description `By hand.`",
                "column `state`: declared categorical values `New`, `Paid`, live categorical values \
                 `New`, `Lost`",
                "column `customer_id`: declared relation `MANY_TO_ONE customers.id`, live relation \
                 `ONE_TO_ONE customers.id`",
                &format!(
                    "question `{QUESTION}`: declared golden SQL `SELECT \"{}\", COUNT(*) FROM \
                     \"peaka\".\"bitable\".\"{}\" GROUP BY 1`, live golden SQL `SELECT 1 FROM {}`",
                    stored(profile, "customer_id"),
                    stored(profile, "web_orders"),
                    stored(profile, "web_orders")
                ),
            ]
        );
        assert_eq!(orders(&emulator)["tableDescription"], "By hand.");
        assert_eq!(column(&emulator, "note")["columnDescription"], "Free text.");
        assert_eq!(column(&emulator, "note")["sampleValues"], json!(["1.10"]));
        assert_eq!(relations(&emulator), before.1);
        assert_eq!(golden_sqls(&emulator), before.2);
        // What nobody had set is written.
        assert_eq!(
            column(&emulator, "customer_id")["columnDescription"],
            "Who ordered."
        );
        let second = Order::sync_metadata(&peaka).await.unwrap();
        assert!(second.sent.is_empty());
        assert_eq!(second.warned, report.warned);
    }
}

/// The field has no doc comment, so the description has only the values.
#[derive(BiTable)]
#[bitable(table = "web_parcels")]
#[allow(dead_code)]
struct Parcel {
    state: State,
}

#[tokio::test]
async fn values_are_written_beside_a_description_of_a_person() {
    for profile in PROFILES {
        let (emulator, peaka) = start_discovered(profile).await;
        let columns = Parcel::sync_columns(&peaka).create_table(true);
        columns.await.unwrap();
        for (table, sync, declared) in [
            (
                "web_orders",
                Order::sync_metadata(&peaka),
                STATE_DESCRIPTION,
            ),
            (
                "web_parcels",
                Parcel::sync_metadata(&peaka),
                "Values:\n- `New`: Not paid yet.\n- `Paid`",
            ),
        ] {
            emulator.edit_metadata(emulator.project_id(), |metadata| {
                let table = stored(profile, table);
                metadata
                    .describe_column(&table, "state", Some("By hand."))
                    .unwrap();
            });
            let report = sync.clone().await.unwrap();
            assert_eq!(
                warned(&report),
                [format!(
                    "column `state`: declared description `{}`, live description `By hand.`",
                    declared.replace('\n', "\\n")
                )]
            );
            let state = column_of(&emulator, table, "state");
            assert_eq!(state["columnDescription"], "By hand.");
            assert_eq!(state["categoricalValues"], json!(["New", "Paid"]));
            assert_eq!(state["isCategorical"], true);

            let report = sync.fix_drift(true).await.unwrap();
            assert_eq!(warned(&report), [""; 0]);
            let state = column_of(&emulator, table, "state");
            assert_eq!(state["columnDescription"], declared);
            assert_eq!(state["categoricalValues"], json!(["New", "Paid"]));
        }
    }
}

fn edit_by_hand(emulator: &Emulator) {
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        let orders = ["web_orders", "weborders"]
            .into_iter()
            .find(|name| metadata.describe_table(name, Some("By hand.")).is_ok())
            .expect("the table is in the metadata");
        metadata
            .describe_column(orders, "note", Some("Free text."))
            .unwrap();
        metadata
            .set_column_field(orders, "note", "sampleValues", json!(["1.10"]))
            .unwrap();
        metadata
            .set_column_field(orders, "state", "categoricalValues", json!(["New", "Lost"]))
            .unwrap();
        metadata
            .set_column_field(orders, "state", "isCategorical", json!(true))
            .unwrap();
        let customer = match orders {
            "weborders" => "customerid",
            _ => "customer_id",
        };
        metadata
            .add_relation((orders, customer), ("customers", "id"), "ONE_TO_ONE")
            .unwrap();
        metadata
            .add_relation((orders, "note"), ("customers", "name"), "MANY_TO_ONE")
            .unwrap();
        metadata.add_golden_sql(QUESTION, &format!("SELECT 1 FROM {orders}"));
        metadata.add_golden_sql(QUESTION, "SELECT 1 FROM another_table");
        metadata.add_golden_sql("Another question?", "SELECT 2");
    });
}

#[tokio::test]
async fn fix_drift_overwrites_only_what_is_declared() {
    for profile in PROFILES {
        let (emulator, peaka) = start_discovered(profile).await;
        edit_by_hand(&emulator);
        let plan = Order::sync_metadata(&peaka)
            .fix_drift(true)
            .plan()
            .await
            .unwrap();
        let text = plan.to_string();
        assert!(
            text.contains("~ the table: description `By hand.` -> `One row for each order.`"),
            "{text}"
        );
        schemas::assert_valid("MetadataPlan", &serde_json::to_value(&plan).unwrap());
        let report = Order::sync_metadata(&peaka).fix_drift(true).await.unwrap();
        assert!(report.warned.is_empty(), "{report}");
        assert_eq!(
            orders(&emulator)["tableDescription"],
            "One row for each order."
        );
        assert_eq!(
            column(&emulator, "state")["categoricalValues"],
            json!(["New", "Paid"])
        );
        assert_eq!(column(&emulator, "note")["columnDescription"], "Free text.");
        assert_eq!(column(&emulator, "note")["sampleValues"], json!(["1.10"]));
        let types: Vec<_> = relations(&emulator)
            .iter()
            .map(|relation| {
                (
                    relation["targetColumnName"].clone(),
                    relation["type"].clone(),
                )
            })
            .collect();
        assert_eq!(
            types,
            [
                (json!("id"), json!("MANY_TO_ONE")),
                (json!("name"), json!("MANY_TO_ONE"))
            ]
        );
        let questions: Vec<_> = golden_sqls(&emulator)
            .iter()
            .map(|golden| golden["metadata"]["prompt"].clone())
            .collect();
        assert_eq!(questions, [QUESTION, "Another question?", QUESTION]);
        let second = Order::sync_metadata(&peaka).fix_drift(true).await.unwrap();
        assert!(second.sent.is_empty(), "{second}");
    }
}

#[tokio::test]
async fn denied_drift_fails_before_anything_is_written() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    edit_by_hand(&emulator);
    let before = orders(&emulator);
    let error = Order::sync_metadata(&peaka)
        .policy(Policy::strict())
        .await
        .unwrap_err();
    assert!(error.is_drift());
    let message = error.to_string();
    assert!(
        message.starts_with(
            "the metadata of table `web_orders` does not match its declaration: the table: declared \
             description `One row for each order.`, live description `By hand.`; "
        ) && message.contains("(no metadata was written); help: ")
            && message.contains("or overwrite it with `fix_drift(true)`"),
        "{message}"
    );
    schemas::assert_valid("RuntimeError", &serde_json::to_value(&error).unwrap());
    assert_eq!(orders(&emulator), before);
}

#[tokio::test]
async fn allowed_kinds_are_left_alone() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    let mut policy = Policy::new();
    for kind in [
        DriftKind::Description,
        DriftKind::CategoricalValues,
        DriftKind::Relation,
        DriftKind::GoldenSql,
    ] {
        policy = policy.on(kind, Level::Allow);
    }
    let report = Order::sync_metadata(&peaka).policy(policy).await.unwrap();
    assert!(report.sent.is_empty());
    assert!(relations(&emulator).is_empty() && golden_sqls(&emulator).is_empty());
}

#[tokio::test]
async fn ai_usage_of_a_new_table_is_set_and_later_left_to_people() {
    /// Hidden.
    #[derive(BiTable)]
    #[bitable(table = "secrets", ai = false)]
    #[allow(dead_code)]
    struct Secret {
        id: i64,
    }

    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    let sync = Secret::sync_columns(&peaka)
        .create_table(true)
        .metadata(true);
    let report = sync.await.unwrap();
    assert!(report.metadata.is_some_and(|metadata| metadata.verified));
    let usage = || {
        let entry = emulator.metadata(emulator.project_id(), "secrets").unwrap();
        entry["metadata"]["useWithAI"].clone()
    };
    assert_eq!(usage(), false);
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        metadata.set_use_with_ai("secrets", true).unwrap();
    });
    let report = Secret::sync_metadata(&peaka).await.unwrap();
    assert_eq!(
        warned(&report),
        ["the table: declared AI usage `false`, live AI usage `true`"]
    );
    assert_eq!(usage(), true);
    Secret::sync_metadata(&peaka).fix_drift(true).await.unwrap();
    assert_eq!(usage(), false);
}

#[tokio::test]
async fn tables_that_refer_to_each_other_are_synced_together() {
    for profile in PROFILES {
        let (emulator, peaka) = start_emulator(Emulator::builder().profile(profile)).await;
        let sync = || {
            sync_tables![Order, Customer]
                .with(&peaka)
                .each(|_, sync| sync.create_table(true))
                .metadata(true)
        };
        let report = sync().await.unwrap();
        assert_declared(&emulator, profile);
        for table in &report.tables {
            let report = table.report().unwrap();
            assert!(
                report
                    .metadata
                    .as_ref()
                    .is_some_and(|metadata| metadata.verified)
            );
        }
        let report = sync().await.unwrap();
        let text = report.to_string();
        assert!(
            text.contains("metadata of table `customers`: verified"),
            "{text}"
        );
        for plan in sync().metadata_plan().await.unwrap() {
            assert!(plan.result.unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn spellings_of_the_service_are_read() {
    let options = MetadataOptions::default()
        .discovery(Discovery::AtOnce)
        .missing_description(MissingDescription::NullText)
        .relations(RelationsShape::MapById)
        .omitted(OmittedMetadata::Keep);
    let (emulator, peaka) = start(Emulator::builder().metadata(options)).await;
    Order::sync_metadata(&peaka).await.unwrap();
    assert_declared(&emulator, Profile::Documented);
    let plan = Order::sync_metadata(&peaka).plan().await.unwrap();
    assert!(plan.is_empty(), "{plan}");
}

/// Faults of the writes. None of them may lead to duplicates, or to a success that is none.
#[tokio::test]
async fn ambiguous_writes_are_settled_by_reading() {
    let operations = [
        Operation::UpdateMetadata,
        Operation::AddRelation,
        Operation::AddGoldenSql,
    ];
    let faults = [
        || Fault::ExecuteThenDrop,
        || Fault::execute_then_respond(500, JSON, "{}"),
        || Fault::Drop,
        || Fault::respond(503, JSON, "{}"),
    ];
    let cases = operations.map(|operation| faults.map(|fault| (operation, fault)));
    let cases = cases.into_iter().flatten();
    join_all(cases.map(async |(operation, fault)| {
        let (emulator, peaka) = start_discovered(Profile::Observed).await;
        emulator.inject(operation, fault());
        let report = Order::sync_metadata(&peaka).await.unwrap();
        assert!(report.verified, "{operation:?}");
        assert_declared(&emulator, Profile::Observed);
    }))
    .await;
}

#[tokio::test]
async fn what_the_service_accepts_and_drops_is_reported() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    emulator.inject(Operation::UpdateMetadata, Fault::respond(200, JSON, "{}"));
    let report = Order::sync_metadata(&peaka).await.unwrap();
    let dropped: Vec<_> = report
        .not_persisted
        .iter()
        .map(|drift| drift.kind)
        .collect();
    assert_eq!(
        dropped,
        [
            DriftKind::Description,
            DriftKind::Description,
            DriftKind::Description,
            DriftKind::CategoricalValues
        ]
    );
    let text = report.to_string();
    assert!(
        text.contains(
            "warning: the table: declared description `One row for each order.`, no live description: \
             the service accepted the change, but did not persist it"
        ),
        "{text}"
    );
    assert_eq!(relations(&emulator).len(), 1);

    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    emulator.inject(Operation::AddRelation, Fault::respond(200, JSON, "{}"));
    let strict = Order::sync_metadata(&peaka).policy(Policy::strict());
    let error = strict.await.unwrap_err();
    let Error::MetadataDrift { report, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(report.denied, report.not_persisted);
    assert!(
        error
            .to_string()
            .contains("help: check the metadata in Peaka Studio"),
        "{error}"
    );
}

#[tokio::test]
async fn rejected_write_is_an_error_with_what_was_sent() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    for _ in 0..10 {
        let body = r#"{"message": "no such column"}"#;
        emulator.inject(Operation::AddRelation, Fault::respond(400, JSON, body));
    }
    let error = Order::sync_metadata(&peaka).await.unwrap_err();
    let Error::MetadataUnverified { report, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(report.sent.len(), 4);
    assert_eq!(
        error.to_string(),
        "metadata of table `web_orders`: failed to add a relation of column `customer_id` of table \
         `web_orders`: status 400: no such column (4 changes of metadata sent); help: change the \
         declaration as the message says"
    );
}

#[tokio::test]
async fn stale_reads_do_not_lead_to_duplicates() {
    let (emulator, peaka) = start_discovered(Profile::Observed).await;
    for operation in [
        Operation::UpdateMetadata,
        Operation::AddRelation,
        Operation::AddGoldenSql,
    ] {
        emulator.inject(operation, Fault::Stale { lists: 3 });
    }
    let report = Order::sync_metadata(&peaka).await.unwrap();
    assert!(report.verified && report.warned.is_empty(), "{report}");
    assert_declared(&emulator, Profile::Observed);
}

#[tokio::test]
async fn replicas_converge() {
    for profile in PROFILES {
        let (emulator, _) = start_discovered(profile).await;
        let syncs = (0..8).map(|_| {
            let peaka = client_builder(&emulator).build().unwrap();
            tokio::spawn(async move { Order::sync_metadata(&peaka).await })
        });
        for outcome in join_all(syncs).await {
            assert!(outcome.unwrap().unwrap().verified);
        }
        let peaka = client_builder(&emulator).build().unwrap();
        let plan = Order::sync_metadata(&peaka).plan().await.unwrap();
        assert!(plan.is_empty(), "{plan}");
        assert_declared(&emulator, profile);
    }
}

#[tokio::test]
async fn versions_do_not_overwrite_each_other() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    older::Order::sync_metadata(&peaka).await.unwrap();
    let report = Order::sync_metadata(&peaka).await.unwrap();
    assert_eq!(
        warned(&report),
        [
            "the table: declared description `One row for each order.`, live description `All orders.`",
            "column `customer_id`: declared description `Who ordered.`, live description `The customer.`",
        ]
    );
    for _ in 0..3 {
        assert!(
            older::Order::sync_metadata(&peaka)
                .await
                .unwrap()
                .sent
                .is_empty()
        );
        assert!(Order::sync_metadata(&peaka).await.unwrap().sent.is_empty());
    }
    assert_eq!(orders(&emulator)["tableDescription"], "All orders.");
}

/// An edit at any moment except between a read and the write that follows it survives two replicas.
#[tokio::test]
async fn edits_at_the_same_moment_survive() {
    for operation in [
        Operation::ListMetadata,
        Operation::AddRelation,
        Operation::AddGoldenSql,
        Operation::ListGoldenSqls,
        Operation::ListRelations,
    ] {
        let (emulator, _) = start_discovered(Profile::Documented).await;
        for _ in 0..2 {
            emulator.edit_before(operation, |metadata| {
                metadata
                    .describe_column("web_orders", "note", Some("Mine."))
                    .unwrap();
                metadata
                    .describe_column("web_orders", "state", Some("Mine too."))
                    .unwrap();
                metadata.describe_table("customers", Some("Ours.")).unwrap();
                metadata.add_golden_sql("Mine?", "SELECT 1");
            });
        }
        let syncs = (0..2).map(|_| {
            let peaka = client_builder(&emulator).build().unwrap();
            tokio::spawn(async move { Order::sync_metadata(&peaka).await })
        });
        for outcome in join_all(syncs).await {
            outcome.unwrap().unwrap();
        }
        assert_eq!(
            column(&emulator, "note")["columnDescription"],
            "Mine.",
            "{operation:?}"
        );
        let customers = emulator
            .metadata(emulator.project_id(), "customers")
            .unwrap();
        assert_eq!(customers["metadata"]["tableDescription"], "Ours.");
        let mine = golden_sqls(&emulator)
            .iter()
            .filter(|golden| golden["metadata"]["prompt"] == "Mine?")
            .count();
        assert!(mine >= 1, "{operation:?}");
    }
}

#[tokio::test]
async fn approved_plan_does_not_overwrite_a_later_edit() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    edit_by_hand(&emulator);
    let plan = Order::sync_metadata(&peaka)
        .fix_drift(true)
        .plan()
        .await
        .unwrap();
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        metadata
            .describe_table("web_orders", Some("Better."))
            .unwrap();
    });
    let error = plan.apply(&peaka).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the plan for table `web_orders` is outdated: the table: declared description `One row for each \
         order.`, live description `Better.`; help: make a new plan"
    );
    assert_eq!(orders(&emulator)["tableDescription"], "Better.");
    let plan = Order::sync_metadata(&peaka)
        .fix_drift(true)
        .plan()
        .await
        .unwrap();
    assert!(plan.apply(&peaka).await.unwrap().verified);
    assert_eq!(
        orders(&emulator)["tableDescription"],
        "One row for each order."
    );
}

#[tokio::test]
async fn failure_of_the_metadata_names_what_was_written_to_the_columns() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    for _ in 0..10 {
        emulator.inject(Operation::ListMetadata, Fault::respond(404, JSON, "{}"));
    }
    let sync = Customer::sync_columns(&peaka)
        .create_table(true)
        .metadata(true);
    let error = sync.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "metadata of table `customers`: failed to read the metadata of the BI tables: status 404: {} \
         (sent: create the table; add `id`, `name`; no metadata was written); help: check the base URL, the \
         project id and the table's name"
    );
    let columns = error.report().expect("the report on the columns");
    assert!(columns.verified && columns.created_table);
}

#[tokio::test]
async fn golden_sql_of_a_person_is_deleted_only_once_it_is_replaced() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    edit_by_hand(&emulator);
    emulator.inject(Operation::AddGoldenSql, Fault::Discard);
    let report = Order::sync_metadata(&peaka).fix_drift(true).await.unwrap();
    let dropped: Vec<_> = report
        .not_persisted
        .iter()
        .map(|drift| drift.kind)
        .collect();
    assert_eq!(dropped, [DriftKind::GoldenSql]);
    let sqls: Vec<_> = golden_sqls(&emulator)
        .iter()
        .map(|golden| golden["metadata"]["sql"].clone())
        .collect();
    assert!(
        sqls.contains(&json!("SELECT 1 FROM web_orders")),
        "{sqls:?}"
    );
}

#[tokio::test]
async fn each_table_has_its_own_golden_sql() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    let tenant = || Order::sync_columns(&peaka).table("tenant");
    tenant().create_table(true).await.unwrap();
    Order::sync_metadata(&peaka).await.unwrap();
    for _ in 0..2 {
        let report = tenant().metadata(true).await.unwrap();
        let metadata = report.metadata.unwrap();
        assert!(metadata.warned.is_empty(), "{metadata}");
    }
    let sqls: Vec<_> = golden_sqls(&emulator)
        .iter()
        .map(|golden| golden["metadata"]["sql"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(sqls.len(), 2, "{sqls:?}");
    assert!(sqls[1].contains(r#""bitable"."tenant""#), "{sqls:?}");
}

#[tokio::test]
async fn unusual_metadata_of_other_tables_does_not_matter() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        metadata
            .set_column_field(
                "customers",
                "name",
                "categoricalValues",
                json!([1, null, "a"]),
            )
            .unwrap();
    });
    emulator.inject(
        Operation::ListRelations,
        Fault::edit(|response| {
            *response = json!({"relations": [
                {"id": 1, "sourceCatalogId": "7", "sourceTableName": null},
                {"id": 2, "sourceTableName": "customers", "sourceColumnName": "name",
                 "targetTableName": "customers", "targetColumnName": "id", "type": null},
            ]});
        }),
    );
    emulator.inject(
        Operation::ListGoldenSqls,
        Fault::edit(|response| *response = json!({"result": [{"id": 1, "metadata": {}}]})),
    );
    let report = Order::sync_metadata(&peaka).await.unwrap();
    assert!(report.verified && report.warned.is_empty(), "{report}");
}

#[tokio::test]
async fn deadline_is_not_reported_as_something_that_was_dropped() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    emulator.inject(Operation::UpdateMetadata, Fault::Stale { lists: 1000 });
    let sync = Order::sync_metadata(&peaka).timeout(Duration::from_secs(1));
    let error = sync.await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let report = error.metadata_report().expect("a report");
    assert!(!report.verified && report.not_persisted.is_empty());
}

#[tokio::test]
async fn struct_without_metadata_needs_no_discovery() {
    #[derive(BiTable)]
    #[bitable(table = "bare")]
    #[allow(dead_code)]
    struct Bare {
        id: i64,
    }

    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    let report = Bare::sync_columns(&peaka)
        .create_table(true)
        .metadata(true)
        .await
        .unwrap();
    assert!(
        report
            .metadata
            .is_some_and(|metadata| metadata.verified && !metadata.refreshed)
    );
    assert!(emulator.metadata(emulator.project_id(), "bare").is_none());
}

#[tokio::test]
async fn one_refresh_is_enough_for_many_tables() {
    let (emulator, peaka) = start(Emulator::builder()).await;
    let report = sync_tables![Customer, Order]
        .with(&peaka)
        .metadata(true)
        .await
        .unwrap();
    assert!(report.failed().next().is_none());
    let refreshes = emulator
        .take_requests()
        .iter()
        .filter(|request| request.operation == Some(Operation::RefreshMetadata))
        .count();
    assert_eq!(refreshes, 1);
}

#[tokio::test]
async fn ai_usage_that_a_person_changes_after_discovery_is_kept() {
    /// Shown.
    #[derive(BiTable)]
    #[bitable(table = "secrets", ai = true)]
    #[allow(dead_code)]
    struct Secret {
        id: i64,
    }

    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    Secret::sync_columns(&peaka)
        .create_table(true)
        .await
        .unwrap();
    // The first two lists lack the table, the third one shows it, and the fourth one follows the update.
    for _ in 0..3 {
        emulator.edit_before(Operation::ListMetadata, |_| {});
    }
    emulator.edit_before(Operation::ListMetadata, |metadata| {
        metadata.set_use_with_ai("secrets", false).unwrap();
    });
    let report = Secret::sync_metadata(&peaka).await.unwrap();
    assert_eq!(
        warned(&report),
        ["the table: declared AI usage `true`, live AI usage `false`"]
    );
    let entry = emulator.metadata(emulator.project_id(), "secrets").unwrap();
    assert_eq!(entry["metadata"]["useWithAI"], false);
}

#[tokio::test]
async fn golden_sql_of_a_person_stays_if_there_is_no_time_to_replace_it() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        metadata.add_golden_sql(QUESTION, "SELECT 1 FROM web_orders");
    });
    // The sync waits for the update, and so never comes to delete the other golden SQL.
    emulator.inject(Operation::UpdateMetadata, Fault::Discard);
    let sync = Order::sync_metadata(&peaka).fix_drift(true);
    let error = sync.timeout(Duration::from_secs(2)).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert_eq!(golden_sqls(&emulator).len(), 2);
}

#[tokio::test]
async fn duplicates_that_an_earlier_sync_left_are_removed() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    Order::sync_metadata(&peaka).await.unwrap();
    let [golden_sql] = &golden_sqls(&emulator)[..] else {
        panic!("one golden SQL is declared");
    };
    let sql = golden_sql["metadata"]["sql"].as_str().unwrap().to_owned();
    let spaced = sql.replace(' ', "  ");
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        metadata.add_golden_sql(QUESTION, &sql);
        metadata.add_golden_sql(QUESTION, &spaced);
        let [order, customer] = [("web_orders", "customer_id"), ("customers", "id")];
        metadata
            .add_relation(order, customer, "MANY_TO_ONE")
            .unwrap();
        metadata
            .add_relation(customer, order, "ONE_TO_MANY")
            .unwrap();
    });
    let plan = Order::sync_metadata(&peaka).plan().await.unwrap();
    assert_eq!(
        plan.to_string(),
        "metadata of table `web_orders`: no changes\n  - relation 7\n  - golden SQL 5"
    );
    Order::sync_metadata(&peaka).await.unwrap();
    let sqls: Vec<_> = golden_sqls(&emulator)
        .iter()
        .map(|golden_sql| golden_sql["metadata"]["sql"].clone())
        .collect();
    assert_eq!(sqls, [json!(sql), json!(spaced)]);
    let sources: Vec<_> = relations(&emulator)
        .iter()
        .map(|relation| relation["sourceTableName"].clone())
        .collect();
    assert_eq!(sources, ["web_orders", "customers"]);
    let plan = Order::sync_metadata(&peaka).plan().await.unwrap();
    assert!(plan.is_empty(), "{plan}");
}

#[tokio::test]
async fn plan_of_an_undiscovered_table_can_be_applied() {
    let (emulator, peaka) = start(Emulator::builder()).await;
    let plan = Order::sync_metadata(&peaka).plan().await.unwrap();
    assert_eq!(plan.undiscovered, ["web_orders"]);
    let report = plan.apply(&peaka).await.unwrap();
    assert!(report.verified && report.refreshed);
    assert_declared(&emulator, Profile::Documented);
}

#[tokio::test]
async fn relation_that_a_person_made_from_the_other_table_counts() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        let [order, customer] = [("web_orders", "customer_id"), ("customers", "id")];
        metadata
            .add_relation(order, customer, "ONE_TO_ONE")
            .unwrap();
        metadata
            .add_relation(customer, order, "ONE_TO_MANY")
            .unwrap();
    });
    let report = Order::sync_metadata(&peaka).fix_drift(true).await.unwrap();
    assert!(report.warned.is_empty(), "{report}");
    let types: Vec<_> = relations(&emulator)
        .iter()
        .map(|relation| relation["type"].clone())
        .collect();
    assert_eq!(types, ["ONE_TO_ONE", "ONE_TO_MANY"]);
}

#[tokio::test]
async fn relation_waits_until_its_columns_are_discovered() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    for table in ["customers", "web_orders"] {
        peaka.create_table(table).await.unwrap();
    }
    // The metadata has the tables, but not their columns.
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        metadata.refresh();
    });
    let tables = sync_tables![Customer, Order].with(&peaka);
    tables
        .each(|_, sync| sync.on(DriftKind::NotNull, Level::Allow))
        .await
        .unwrap();
    let plan = Order::sync_metadata(&peaka).plan().await.unwrap();
    assert_eq!(
        plan.undiscovered,
        ["web_orders.customer_id", "web_orders.state", "customers.id"]
    );
    let report = Order::sync_metadata(&peaka).await.unwrap();
    assert!(report.refreshed);
    assert_declared(&emulator, Profile::Documented);
}

#[tokio::test]
async fn what_was_sent_and_is_not_read_is_reported_with_other_denied_drift() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    emulator.inject(Operation::UpdateMetadata, Fault::Discard);
    emulator.edit_before(Operation::AddGoldenSql, |metadata| {
        metadata.add_golden_sql(QUESTION, "SELECT 1 FROM web_orders");
    });
    let sync = Order::sync_metadata(&peaka).on(DriftKind::GoldenSql, Level::Deny);
    let error = sync.await.unwrap_err();
    let Error::MetadataDrift { report, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(report.denied.len(), 1, "{report}");
    assert_eq!(report.not_persisted.len(), 4, "{report}");
    assert_eq!(report.not_persisted, report.warned);
}

#[tokio::test]
async fn stale_list_of_a_deleted_duplicate_verifies_nothing() {
    let (emulator, peaka) = start_discovered(Profile::Documented).await;
    Order::sync_metadata(&peaka).await.unwrap();
    let golden_sql = golden_sqls(&emulator).remove(0);
    let first = golden_sql["id"].as_str().unwrap().to_owned();
    let sql = golden_sql["metadata"]["sql"].as_str().unwrap().to_owned();
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        metadata.add_golden_sql(QUESTION, &sql);
    });
    // A person deletes the one that is kept, and the next lists do not show that the other one is deleted too.
    emulator.edit_before(Operation::DeleteGoldenSql, move |metadata| {
        metadata.delete_golden_sql(&first).unwrap();
    });
    emulator.inject(Operation::DeleteGoldenSql, Fault::Stale { lists: 4 });
    let report = Order::sync_metadata(&peaka).await.unwrap();
    assert!(report.warned.is_empty(), "{report}");
    assert_declared(&emulator, Profile::Documented);
}
