//! Typical syncs against each target: the emulator with documented behavior, the emulator with
//! observed behavior, and Peaka itself if `PEAKA_API_KEY` and `PEAKA_PROJECT_ID` are set.
//!
//! On Peaka, the tests create tables with random names and delete them at the end, even after a
//! failure. Rows cannot be inserted there: one test reads those of a table that has some.

use std::collections::BTreeSet;
use std::env;
use std::future::IntoFuture;
use std::process::ExitCode;
use std::time::Duration;

use libtest_mimic::{Arguments, Trial};
use peaka_emulator::Operation;
use peaka_runtime::{
    BiTable, ColumnRequest, ColumnType, DataType, DefaultValue, Drift, DriftKind, Error, Level,
    RelationType, Row, SyncColumns, SyncReport, is_system_column,
};
use serde_json::json;
use tests::{Fixture, Target, take_request_lines};

#[derive(BiTable)]
#[allow(dead_code)]
struct Numbers {
    num19: Option<i64>,
    #[bitable(default = 3, unique)]
    num18: i64,
}

#[derive(BiTable)]
#[allow(dead_code)]
struct Visit {
    user_id: i64,
    #[bitable(default = "direct")]
    source: String,
}

#[derive(BiTable)]
#[allow(dead_code)]
struct VisitWithCountry {
    user_id: i64,
    #[bitable(default = "direct")]
    source: String,
    country: Option<String>,
}

macro_rules! placeholder_types {
    ($($name:ident => $data_type:ident),+) => {$(
        struct $name;

        impl ColumnType for $name {
            const DATA_TYPE: DataType = DataType::$data_type;
        }
    )+};
}

placeholder_types!(Day => Date, Clock => Time, Moment => Timestamp, Price => Decimal, Key => Uuid);

#[derive(BiTable)]
#[allow(dead_code)]
struct EveryType {
    #[bitable(default = "it's")]
    words: String,
    #[bitable(default = -3)]
    count: i64,
    #[bitable(default = true)]
    fact: bool,
    #[bitable(default = 1.50)]
    price: Price,
    #[bitable(default = "2024-01-31 08:30:00")]
    moment: Moment,
    #[bitable(default = "08:30:00")]
    clock: Clock,
    #[bitable(default = "2024-01-31")]
    day: Day,
    #[bitable(default = "12345678-9abc-def0-1234-56789abcdef0")]
    key: Key,
}

/// Returns the drift if the target is an emulator that removes underscores from names and persists
/// neither flags nor display names; otherwise nothing.
fn only_if_observed(fixture: &Fixture, drift: &[&str]) -> Vec<String> {
    let is_observed = fixture
        .target
        .has_observed_behavior()
        .expect("the target is an emulator");
    drift
        .iter()
        .filter(|_| is_observed)
        .map(ToString::to_string)
        .collect()
}

/// Returns a sync that creates its table.
fn creating_sync<'b, T: BiTable>(fixture: &'b Fixture, table: &'b str) -> SyncColumns<'b, 'b> {
    fixture.client.sync::<T>().table(table).create_table(true)
}

fn texts(drift: &[Drift]) -> Vec<String> {
    drift.iter().map(ToString::to_string).collect()
}

/// Asserts that the denied drift is limited to flags, which the service may not persist.
fn assert_only_flags_denied(report: &SyncReport) {
    for drift in &report.denied {
        assert!(
            matches!(drift.kind, DriftKind::Unique | DriftKind::NotNull),
            "{drift}"
        );
    }
}

async fn documented_columns_are_added_and_verified(fixture: &Fixture) {
    let table = fixture.table_name();
    let sync = creating_sync::<Numbers>(fixture, &table);
    let outcome = sync.clone().await;
    if let Some(emulator) = &fixture.emulator {
        let requests = emulator.take_requests();
        let sent: Vec<_> = requests
            .iter()
            .filter(|request| request.operation == Some(Operation::AddColumns))
            .collect();
        assert_eq!(sent.len(), 1);
        assert_eq!(
            sent[0].body,
            Some(json!([
                {"name": "num19", "dataType": "BIGINT", "displayName": "num19",
                 "defaultValue": null, "isNotNull": false, "isUnique": false},
                {"name": "num18", "dataType": "BIGINT", "displayName": "num18",
                 "defaultValue": 3, "isNotNull": false, "isUnique": true},
            ]))
        );
    }
    match outcome {
        Ok(report) => {
            assert_eq!(report.added, ["num19", "num18"]);
            assert_eq!(texts(&report.denied), [""; 0]);
            if fixture.emulator.is_some() {
                assert_eq!(
                    texts(&report.warned),
                    only_if_observed(
                        fixture,
                        &["column `num18`: declared UNIQUE, live column is not unique"]
                    )
                );
                assert_eq!(report.not_persisted, report.warned);
            }
        }
        Err(error) => panic!("{error}"),
    }
    let columns = fixture
        .client
        .list_columns(&table)
        .await
        .expect("the table exists");
    let num18 = columns
        .iter()
        .find(|column| column.name == "num18")
        .expect("the column is listed");
    assert_eq!(num18.default_value.as_deref(), Some("3"));
    assert_eq!(num18.data_type(), Ok(Some(DataType::Bigint)));
}

async fn second_sync_sends_one_get(fixture: &Fixture) {
    let table = fixture.table_name();
    let sync = creating_sync::<Visit>(fixture, &table);
    let first = sync.clone().await.expect("the first run succeeds");
    assert!(first.created_table);
    assert_eq!(first.added, ["user_id", "source"]);
    if let Some(emulator) = &fixture.emulator {
        let path = format!("/{table}");
        assert_eq!(
            take_request_lines(emulator),
            [
                format!("GET {path}/columns"),
                "GET".to_owned(),
                format!("POST {path}"),
                format!("GET {path}/columns"),
                format!("POST {path}/columns"),
                format!("GET {path}/columns"),
            ]
        );
    }
    let second = sync.await.expect("the second run succeeds");
    assert_eq!((second.requests, second.has_sent_writes()), (1, false));
    assert_eq!(second.present, ["user_id", "source"]);
    assert_eq!(second.warned, first.warned);
    if let Some(emulator) = &fixture.emulator {
        assert_eq!(
            take_request_lines(emulator),
            [format!("GET /{table}/columns")]
        );
        assert_eq!(
            texts(&second.warned),
            only_if_observed(fixture, &["column `user_id`: stored as `userid`"])
        );
    }
}

async fn new_column_takes_three_requests(fixture: &Fixture) {
    let table = fixture.table_name();
    let first = creating_sync::<Visit>(fixture, &table);
    first.await.expect("the first version is synced");
    let next = fixture.client.sync::<VisitWithCountry>().table(&table);
    let plan = next.clone().plan().await.expect("the plan succeeds");
    assert_eq!(
        plan.to_add
            .iter()
            .map(|column| column.name)
            .collect::<Vec<_>>(),
        ["country"]
    );
    let report = next.clone().await.expect("the next version is synced");
    assert_eq!(
        (report.added, report.requests),
        (vec!["country".to_owned()], 3)
    );
    assert!(next.plan().await.expect("the plan succeeds").is_empty());

    // The previous version of the program still succeeds. The new column is undeclared for it.
    let previous = fixture
        .client
        .sync::<Visit>()
        .table(&table)
        .await
        .expect("the previous version succeeds");
    assert!(!previous.has_sent_writes());
    assert!(
        texts(&previous.warned)
            .contains(&"column `country`: not declared, live type is varchar".to_owned())
    );
}

async fn every_type_and_default_is_persisted(fixture: &Fixture) {
    let table = fixture.table_name();
    let sync = creating_sync::<EveryType>(fixture, &table);
    let first = sync.clone().await.expect("all types are synced");
    assert_eq!(texts(&first.warned), [""; 0]);
    let second = sync.await.expect("the second run succeeds");
    assert_eq!((second.present.len(), second.requests), (8, 1));
}

async fn table_stored_without_underscores_is_found_again(fixture: &Fixture) {
    let table = fixture.table_name_with_underscores();
    let sync = creating_sync::<Visit>(fixture, &table);
    let first = sync.clone().await.expect("the first run succeeds");
    let second = sync.await.expect("the second run succeeds");
    assert_eq!(second.stored_table, first.stored_table);
    assert!(!second.has_sent_writes());
    match fixture.target.has_observed_behavior() {
        Some(false) => assert_eq!((second.stored_table, second.requests), (Some(table), 1)),
        Some(true) => {
            assert_eq!(
                (second.stored_table, second.requests),
                (Some(table.replace('_', "")), 3)
            );
        }
        None => {}
    }
}

/// Eight replicas start at the same time in an empty project.
async fn concurrent_replicas_all_succeed(fixture: &Fixture) {
    let table = fixture.table_name();
    let sync = creating_sync::<Visit>(fixture, &table);
    let replicas = (0..8).map(|_| sync.clone().into_future());
    for outcome in futures_util::future::join_all(replicas).await {
        let report = outcome.expect("each replica succeeds");
        assert!(report.verified);
    }
    let mut columns = fixture
        .client
        .list_columns(&table)
        .await
        .expect("the table exists");
    columns.retain(|column| !is_system_column(&column.name));
    assert_eq!(columns.len(), 2, "{columns:?}");
}

async fn unknown_table_error_contains_help(fixture: &Fixture) {
    let table = fixture.table_name();
    let error = fixture
        .client
        .sync::<Visit>()
        .table(&table)
        .await
        .expect_err("the table does not exist");
    assert!(matches!(error, Error::UnknownTable { .. }));
    assert_eq!(
        error.to_string(),
        format!(
            "table `{table}` does not exist; help: check the project id and the table's name, or \
             create the table with `create_table(true)` on its sync"
        )
    );
    let plan = fixture
        .client
        .sync::<Visit>()
        .table(&table)
        .plan()
        .await
        .expect("the plan succeeds");
    assert_eq!((plan.stored_table, plan.to_add.len()), (None, 2));
    if let Some(emulator) = &fixture.emulator {
        assert!(
            emulator
                .requests()
                .iter()
                .all(|request| request.method == "GET")
        );
    }
}

async fn flag_drift_fails_a_sync_that_denies_it(fixture: &Fixture) {
    #[derive(BiTable)]
    #[allow(dead_code)]
    struct Strict {
        #[bitable(unique, not_null, display_name = "Key")]
        id: i64,
    }
    let table = fixture.table_name();
    let sync = creating_sync::<Strict>(fixture, &table);
    let strict = sync
        .clone()
        .on(DriftKind::Unique, Level::Deny)
        .on(DriftKind::NotNull, Level::Deny);
    match strict.await {
        Ok(_) => assert_ne!(fixture.target.has_observed_behavior(), Some(true)),
        Err(Error::Drift(report)) => {
            assert_ne!(fixture.target.has_observed_behavior(), Some(false));
            assert_only_flags_denied(&report);
            assert_eq!(
                Error::Drift(report).to_string(),
                format!(
                    "table `{table}` does not match its declaration: column `id`: declared NOT \
                     NULL, live column is nullable: the service accepted the change, but did \
                     not persist it; column `id`: declared UNIQUE, live column is not unique: the service \
                     accepted the change, but did not persist it (sent: create the table; add `id`); help: \
                     check the column in Peaka Studio, change the declaration, or use `.on(DriftKind::NotNull, \
                     Level::Warn).on(DriftKind::Unique, Level::Warn)` to accept the difference"
                )
            );
        }
        Err(error) => panic!("{error}"),
    }
    let lenient = sync
        .on(DriftKind::Unique, Level::Warn)
        .on(DriftKind::NotNull, Level::Allow);
    let report = lenient.await.expect("accepted drift is not an error");
    assert_eq!((report.requests, report.has_sent_writes()), (1, false));
    if fixture.emulator.is_some() {
        assert_eq!(
            texts(&report.warned),
            only_if_observed(
                fixture,
                &[
                    "column `id`: declared UNIQUE, live column is not unique",
                    "column `id`: declared display name `Key`, live display name `id`",
                ]
            )
        );
    }
}

async fn all_seven_operations_succeed(fixture: &Fixture) {
    let client = &fixture.client;
    let table = client
        .create_table(&fixture.table_name())
        .await
        .expect("the table is created")
        .table_name;
    let tables = client.list_tables().await.expect("the list succeeds");
    assert!(tables.iter().any(|listed| listed.table_name == table));

    let columns = [
        ColumnRequest::new("clicks", DataType::Bigint).default_value(DefaultValue::Bigint(0)),
        ColumnRequest::new("note", DataType::Varchar),
    ];
    let echo = client
        .add_columns(&table, &columns)
        .await
        .expect("the columns are added");
    assert_eq!(
        echo.iter().map(|column| &column.name).collect::<Vec<_>>(),
        ["clicks", "note"]
    );

    let changed =
        ColumnRequest::new("clicks", DataType::Bigint).default_value(DefaultValue::Bigint(7));
    let response = client
        .update_column(&table, "clicks", &changed)
        .await
        .expect("the column is updated");
    assert_eq!(
        (response.name.as_str(), response.default_value.as_deref()),
        ("clicks", Some("7"))
    );
    let listed = client
        .list_columns(&table)
        .await
        .expect("the list succeeds");
    let clicks = listed
        .iter()
        .find(|column| column.name == "clicks")
        .expect("the column is listed");
    match fixture.target.has_observed_behavior() {
        Some(false) => assert_eq!(clicks.default_value.as_deref(), Some("7")),
        // The response showed the new default, but it was not persisted.
        Some(true) => assert_eq!(clicks.default_value.as_deref(), Some("0")),
        None => {}
    }

    client
        .delete_column(&table, "note")
        .await
        .expect("the column is deleted");
    let listed = client
        .list_columns(&table)
        .await
        .expect("the list succeeds");
    assert!(listed.iter().all(|column| column.name != "note"));
    client
        .delete_table(&table)
        .await
        .expect("the table is deleted");
    let tables = client.list_tables().await.expect("the list succeeds");
    assert!(tables.iter().all(|listed| listed.table_name != table));
}

/// The names of the system columns, as observed.
const SYSTEM_COLUMNS: [&str; 9] = [
    "_id",
    "_version",
    "_created_time",
    "_created_by",
    "_last_modified_time",
    "_last_modified_by",
    "_session",
    "_operation",
    "text",
];

/// Returns the stored name of a table that has rows.
async fn table_with_rows(fixture: &Fixture) -> String {
    let client = &fixture.client;
    if let Some(emulator) = &fixture.emulator {
        let table = fixture.table_name();
        let report = creating_sync::<Visit>(fixture, &table).await;
        let report = report.expect("the table is created");
        let (stored, id) = match fixture.target.has_observed_behavior() {
            Some(true) => (table.replace('_', ""), "userid"),
            _ => (table, "user_id"),
        };
        assert_eq!(report.stored_table.as_ref(), Some(&stored));
        let rows: Vec<_> = (1..=7).map(|number| json!({id: number})).collect();
        let inserted = emulator.insert_rows(emulator.project_id(), &stored, &rows);
        inserted.expect("the rows are valid");
        return stored;
    }
    match env::var("PEAKA_ROWS_TABLE") {
        Ok(table) if !table.is_empty() => return table,
        _ => {}
    }
    for table in client.list_tables().await.expect("the list succeeds") {
        let sql = format!(
            r#"SELECT COUNT(*) FROM "peaka"."bitable"."{}""#,
            table.table_name
        );
        // Other tests delete their tables meanwhile.
        let count = client.query(sql).fetch_one::<(u64,)>().await;
        if count.is_ok_and(|(count,)| count > 0) {
            return table.table_name;
        }
    }
    panic!("no table has rows: add some in Peaka Studio, or name a table in PEAKA_ROWS_TABLE");
}

async fn rows_agree_with_their_count_and_the_column_list(fixture: &Fixture) {
    let client = &fixture.client;
    let table = table_with_rows(fixture).await;
    let listed = client.list_columns(&table).await;
    let listed: BTreeSet<_> = listed
        .expect("the table exists")
        .into_iter()
        .map(|column| column.name)
        .collect();
    let system: Vec<_> = SYSTEM_COLUMNS
        .iter()
        .filter(|name| listed.contains(**name))
        .collect();
    // In its documented profile, the emulator has no system columns.
    let is_local = env::var("PEAKA_BASE_URL").is_ok_and(|url| url.contains("//127.0.0.1:"));
    match fixture.target.has_observed_behavior() {
        Some(false) => assert_eq!(system.len(), 0),
        None if is_local && system.is_empty() => {}
        Some(true) | None => assert_eq!(system.len(), SYSTEM_COLUMNS.len(), "{system:?}"),
    }

    let from = format!(r#"FROM "peaka"."bitable"."{table}""#);
    let count = async || {
        let sql = format!("SELECT COUNT(*) {from}");
        let (count,) = client.query(sql).fetch_one::<(usize,)>().await?;
        Ok::<_, Error>(count)
    };
    let before = count().await.expect("the rows are counted");
    assert!(before > 0, "`{table}` has no rows");
    let result = client.query(format!("SELECT * {from} LIMIT 5"));
    let result = result.fetch_result().await.expect("rows are read");
    let columns: BTreeSet<_> = result.columns.iter().cloned().collect();
    assert_eq!(columns, listed);
    assert_eq!(result.rows.len(), before.min(5));
    for row in &result.rows {
        let names: BTreeSet<_> = row.values().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(names, listed);
        for name in &system {
            row.get::<Option<String>>(name)
                .expect("every value is text");
        }
    }
    let sql = format!("SELECT 1 AS one {from} LIMIT 1000");
    let all: Vec<Row> = client.query(sql).fetch_all().await.expect("rows are read");
    assert!(all.iter().all(|row| row.get::<i64>("one") == Ok(1)));
    // Rows may be added or deleted meanwhile.
    let after = count().await.expect("the rows are counted");
    let counts = before.min(after).min(1000)..=before.max(after).min(1000);
    assert!(counts.contains(&all.len()), "{} of {counts:?}", all.len());
}

#[derive(ColumnType)]
#[allow(dead_code)]
enum Source {
    /// The visitor typed the address.
    Direct,
    Search,
}

/// One row for each visit.
#[derive(BiTable)]
#[allow(dead_code)]
struct DescribedVisit {
    /// Who visited.
    visitor: i64,
    /// How the visitor came.
    source: Source,
    #[bitable(references = Self::visitor)]
    recommended_by: Option<i64>,
}

async fn metadata_is_written_and_read_back(fixture: &Fixture) {
    let table = fixture.table_name();
    let client = &fixture.client;
    creating_sync::<DescribedVisit>(fixture, &table)
        .await
        .expect("the columns are synced");
    let sync = || {
        DescribedVisit::sync_metadata(client)
            .table(&table)
            // A refresh was observed to take from seconds to minutes.
            .timeout(Duration::from_secs(300))
    };
    let report = sync().await.expect("the metadata is synced");
    assert!(report.verified && report.warned.is_empty(), "{report}");
    let plan = sync().plan().await.expect("the metadata is read");
    assert!(plan.is_empty(), "{plan}");

    let stored = report.stored_table.expect("the table is known");
    let tables = client.list_metadata().await.expect("the metadata is read");
    let metadata = tables.iter().find(|metadata| metadata.name == stored);
    let metadata = metadata.expect("the table is known");
    assert_eq!(
        metadata.description.as_deref(),
        Some("One row for each visit.")
    );
    let columns = metadata.columns.as_deref().expect("the columns are known");
    let source = columns.iter().find(|column| column.name == "source");
    let values = source.and_then(|column| column.categorical_values.as_deref());
    assert_eq!(
        values,
        Some(&["Direct".to_owned(), "Search".to_owned()][..])
    );

    let relations = client.list_relations().await.expect("relations are listed");
    let own = relations
        .iter()
        .find(|relation| relation.source_table == stored);
    let own = own.expect("the relation is listed");
    assert_eq!(own.target_table, stored);
    assert_eq!(own.target_column, "visitor");
    assert_eq!(own.relation_type, Some(RelationType::ManyToOne));
}

fn main() -> ExitCode {
    macro_rules! trials {
        ($($case:ident),+ $(,)?) => {
            Target::ALL.into_iter().flat_map(|target| [$(
                Trial::test(format!("{target}::{}", stringify!($case)), move || {
                    let runtime = tokio::runtime::Runtime::new()?;
                    Ok(runtime.block_on(target.run($case))?)
                })
                .with_ignored_flag(!target.is_available())
            ),+]).collect()
        };
    }
    let trials = trials![
        documented_columns_are_added_and_verified,
        second_sync_sends_one_get,
        new_column_takes_three_requests,
        every_type_and_default_is_persisted,
        table_stored_without_underscores_is_found_again,
        concurrent_replicas_all_succeed,
        unknown_table_error_contains_help,
        flag_drift_fails_a_sync_that_denies_it,
        all_seven_operations_succeed,
        rows_agree_with_their_count_and_the_column_list,
        metadata_is_written_and_read_back,
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
