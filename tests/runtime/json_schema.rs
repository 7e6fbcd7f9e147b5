//! The JSON of plans, reports and errors matches the schema in the repository.

use std::collections::BTreeSet;
use std::time::Duration;

use peaka_emulator::{
    Discovery, Emulator, Fault, MetadataOptions, Operation, Profile, RefreshDuration,
};
use peaka_runtime::{
    BiTable, Client, ColumnRequest, DataType, DefaultValue, DriftKind, Error, Level, Progress,
    sync_tables,
};
use serde::Serialize;
use serde_json::{Value, json, to_value};
use tests::{client_builder, inject_for_all_attempts, start_emulator};

#[derive(BiTable)]
#[bitable(table = "events", on(not_null = "deny", unique = "deny"))]
#[allow(dead_code)]
struct Event {
    #[bitable(unique, not_null)]
    id: i64,
    #[bitable(default = 0)]
    clicks: i64,
    #[bitable(renamed_from = "agent", default = "none")]
    user_agent: String,
    #[bitable(display_name = "Visitor")]
    visitor: Option<String>,
}

#[derive(BiTable)]
#[bitable(table = "visits")]
#[allow(dead_code)]
struct Visit {
    id: i64,
}

#[derive(BiTable)]
#[bitable(table = "events", on(not_null = "deny", unique = "deny"))]
#[allow(dead_code)]
struct Numbered {
    #[bitable(unique)]
    id: i64,
    user_id: String,
}

/// One row for each click.
#[derive(BiTable)]
#[bitable(table = "clicks")]
#[allow(dead_code)]
struct Click {
    id: i64,
}

/// Serializes a value, and validates it against its definition in the schema.
fn serialize_valid(definition: &str, value: &impl Serialize) -> Value {
    let value = to_value(value).unwrap();
    schemas::assert_valid(definition, &value);
    value
}

/// Starts a service whose table `events` has a column to add, to rename, to fix and to delete.
async fn start_service() -> (Emulator, Client) {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let live = [
        ColumnRequest::new("clicks", DataType::Bigint).default_value(DefaultValue::Bigint(1)),
        ColumnRequest::new("agent", DataType::Varchar),
        ColumnRequest::new("visitor", DataType::Varchar),
        ColumnRequest::new("old", DataType::Date),
        ColumnRequest::new("older", DataType::Date),
    ];
    client.add_columns("events", &live).await.unwrap();
    (emulator, client)
}

#[tokio::test]
async fn plan_and_report_with_every_kind_of_write_are_valid() {
    let (_emulator, client) = start_service().await;
    let sync = Event::sync_columns(&client)
        .fix_drift(true)
        .delete_columns(["old"])
        .on(DriftKind::Unmanaged, Level::Warn);
    let plan = sync.clone().plan().await.unwrap();
    let json = serialize_valid("Plan", &plan);
    for (list, count) in [
        ("present", 2),
        ("toRename", 1),
        ("toFix", 2),
        ("toAdd", 1),
        ("toDelete", 1),
        ("unmanaged", 1),
        ("warned", 1),
    ] {
        assert_eq!(json[list].as_array().unwrap().len(), count, "{list}");
    }
    let json = serialize_valid("SyncReport", &sync.await.unwrap());
    assert_eq!(json["added"], json!(["id"]));
    assert_eq!(
        json["renamed"],
        json!([{"from": "agent", "to": "user_agent"}])
    );
    assert_eq!(json["fixed"], json!(["clicks", "visitor"]));
    assert_eq!(json["deleted"], json!(["old"]));
}

#[tokio::test]
async fn report_with_pending_writes_is_valid() {
    let (_emulator, client) = start_service().await;
    let sync = Event::sync_columns(&client).delete_columns(["old"]);
    let error = sync.await.unwrap_err();
    let json = serialize_valid("SyncReport", error.report().unwrap());
    assert_eq!(
        json["pending"],
        json!([
            {"write": "rename", "column": "user_agent"},
            {"write": "add", "column": "id"},
            {"write": "delete", "column": "old"},
        ])
    );
    assert_eq!(json["denied"][0]["kind"], "Default");
}

#[tokio::test]
async fn report_on_several_tables_is_valid() {
    let (_emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let error = sync_tables![Event, Visit].with(&client).await.unwrap_err();
    let Error::Tables(report) = error else {
        panic!("{error}")
    };
    let json = serialize_valid("TablesReport", &report);
    assert_eq!(json["tables"][0]["report"]["verified"], true);
    assert_eq!(json["tables"][0]["error"], Value::Null);
    assert_eq!(json["tables"][1]["report"], Value::Null);
    assert_eq!(json["tables"][1]["error"]["kind"], "unknownTable");
}

/// Returns an error of each kind of failed request or query.
async fn request_errors() -> Vec<(&'static str, Error)> {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let mut errors = Vec::new();
    for (kind, status, attempts) in [
        ("auth", 401, 1),
        ("status", 409, 1),
        ("unreadableResponse", 200, 3),
    ] {
        for _ in 0..attempts {
            let fault = Fault::respond(status, "text/plain", "no");
            emulator.inject(Operation::ListTables, fault);
        }
        errors.push((kind, client.list_tables().await.unwrap_err()));
    }
    emulator.inject(Operation::CreateTable, Fault::ExecuteThenDrop);
    let ambiguous = client.create_table("visits").await.unwrap_err();
    errors.push(("ambiguous", ambiguous));
    let elsewhere = client_builder(&emulator).base_url("http://127.0.0.1:1/api/v1");
    let elsewhere = elsewhere.build().unwrap();
    errors.push(("transport", elsewhere.list_tables().await.unwrap_err()));

    let query = || client.query("SELECT COUNT(*) FROM peaka.bitable.events");
    let fault = || Fault::respond(200, "text/plain", "no");
    inject_for_all_attempts(&emulator, Operation::ExecuteQuery, fault);
    let unreadable = query().fetch_one::<(i64,)>().await.unwrap_err();
    errors.push(("unreadableResult", unreadable));
    let row = query().fetch_one::<(bool,)>().await.unwrap_err();
    errors.push(("row", row));
    let columns = ["a", "b"].map(|name| ColumnRequest::new(name, DataType::Date));
    client.add_columns("events", &columns).await.unwrap();
    let strict = client_builder(&emulator).max_columns(1).build().unwrap();
    let too_many = strict.list_columns("events").await.unwrap_err();
    errors.push(("tooManyColumns", too_many));
    errors
}

/// Returns an error of each kind that a sync of columns has.
async fn sync_errors() -> Vec<(&'static str, Error)> {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let mut errors = vec![
        ("config", Client::builder().build().unwrap_err()),
        ("name", client.list_columns("a/b").await.unwrap_err()),
        (
            "unknownTable",
            Visit::sync_columns(&client).await.unwrap_err(),
        ),
        (
            "tables",
            sync_tables![Visit].with(&client).await.unwrap_err(),
        ),
    ];
    let drift = [ColumnRequest::new("id", DataType::Varchar)];
    client.add_columns("events", &drift).await.unwrap();
    errors.push(("drift", Event::sync_columns(&client).await.unwrap_err()));
    client.delete_column("events", "id").await.unwrap();
    let sync = Event::sync_columns(&client).progress(|step| {
        if matches!(step, Progress::Adding { .. }) {
            let fault = || Fault::respond(500, "text/plain", "no");
            inject_for_all_attempts(&emulator, Operation::ListColumns, fault);
        }
    });
    errors.push(("unverified", sync.await.unwrap_err()));
    let plan = Event::sync_columns(&client).plan().await.unwrap();
    client.delete_table("events").await.unwrap();
    errors.push(("outdated", plan.apply(&client).await.unwrap_err()));
    errors
}

/// Returns an error of each kind that only a sync of metadata has.
async fn metadata_errors() -> Vec<(&'static str, Error)> {
    let endless = RefreshDuration::Time(Duration::from_secs(3600));
    let options = MetadataOptions::default().refresh(endless);
    let (_emulator, client) = start_emulator(Emulator::builder().metadata(options)).await;
    // The first sync starts a refresh, and the second one finds it running. Neither has time to wait for it.
    let sync = || Click::sync_metadata(&client).timeout(Duration::from_millis(200));
    let mut errors = Vec::new();
    for kind in ["metadataUnverified", "undiscovered"] {
        errors.push((kind, sync().await.unwrap_err()));
    }

    let options = MetadataOptions::default().discovery(Discovery::AtOnce);
    let emulator = Emulator::builder().table("clicks").metadata(options);
    let (emulator, client) = start_emulator(emulator).await;
    Click::sync_columns(&client).await.unwrap();
    emulator.edit_metadata(emulator.project_id(), |metadata| {
        metadata.describe_table("clicks", Some("By hand.")).unwrap();
    });
    let sync = Click::sync_metadata(&client).on(DriftKind::Description, Level::Deny);
    errors.push(("metadataDrift", sync.await.unwrap_err()));
    errors
}

/// Returns the variants of `peaka_runtime::Error`, each with a lower-case initial.
fn error_variants() -> BTreeSet<String> {
    let source = include_str!("../../peaka-runtime/src/report/error.rs");
    let mut items = syn::parse_file(source).unwrap().items.into_iter();
    let variants = items.find_map(|item| match item {
        syn::Item::Enum(item) if item.ident == "Error" => Some(item.variants),
        _ => None,
    });
    let names = variants.unwrap().into_iter().map(|variant| {
        let name = variant.ident.to_string();
        name[..1].to_lowercase() + &name[1..]
    });
    names.collect()
}

#[tokio::test]
async fn every_kind_of_error_is_valid() {
    let (requests, syncs, metadata) =
        tokio::join!(request_errors(), sync_errors(), metadata_errors());
    let mut kinds = BTreeSet::new();
    for (kind, error) in [requests, syncs, metadata].concat() {
        let json = serialize_valid("RuntimeError", &error);
        assert_eq!(json["kind"], kind, "{error}");
        assert_eq!(format!("{error:?}"), error.to_string());
        kinds.insert(kind.to_owned());
    }
    assert_eq!(kinds, error_variants());
    let documented = schemas::definition("RuntimeErrorKind")["enum"].clone();
    let documented: Vec<String> = serde_json::from_value(documented).unwrap();
    assert_eq!(kinds, documented.into_iter().collect());
}

#[tokio::test]
async fn every_deviation_from_a_plan_is_valid() {
    let (_emulator, client) = start_service().await;
    let columns = <Event as BiTable>::COLUMNS;
    let plan = client
        .sync_table("events", columns)
        .fix_drift(true)
        .delete_columns(["old"])
        .plan()
        .await
        .unwrap();
    client.delete_column("events", "visitor").await.unwrap();
    client.delete_column("events", "old").await.unwrap();
    let replaced = ColumnRequest::new("old", DataType::Time);
    let clicks = ColumnRequest::new("clicks", DataType::Bigint)
        .default_value(DefaultValue::Bigint(1))
        .unique();
    client.add_columns("events", &[replaced]).await.unwrap();
    client
        .update_column("events", "clicks", &clicks)
        .await
        .unwrap();
    let json = serialize_valid("RuntimeError", &plan.apply(&client).await.unwrap_err());
    assert_eq!(json["kind"], "outdated");
    let changes: Vec<_> = json["deviations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|deviation| deviation["change"].clone())
        .collect();
    assert_eq!(changes, ["add", "fix", "delete"]);

    let plan = Event::sync_columns(&client).plan().await.unwrap();
    client.delete_table("events").await.unwrap();
    let json = serialize_valid("RuntimeError", &plan.apply(&client).await.unwrap_err());
    assert_eq!(json["deviations"], json!([{"change": "tableDeleted"}]));
}

#[tokio::test]
async fn report_of_the_observed_profile_is_valid() {
    let (_emulator, client) = start_emulator(Emulator::builder().profile(Profile::Observed)).await;
    let sync = Event::sync_columns(&client).create_table(true);
    let error = sync.await.unwrap_err();
    let json = serialize_valid("SyncReport", error.report().unwrap());
    let not_persisted = json["notPersisted"].as_array().unwrap();
    let kinds: Vec<_> = not_persisted
        .iter()
        .map(|drift| drift["kind"].clone())
        .collect();
    assert_eq!(kinds, ["NotNull", "Unique", "DisplayName"]);
}

#[tokio::test]
async fn report_inside_an_error_serializes_with_a_version() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|columns| *columns = json!([{"name": "id", "dataType": "bigint"}])),
    );
    let error = Numbered::sync_columns(&client).await.unwrap_err();
    assert_eq!(
        to_value(error.report()).unwrap(),
        json!({
            "version": 1, "table": "events", "storedTable": "events", "verified": false,
            "createdTable": false, "present": ["id"], "addsSent": [],
            "renamesSent": [], "fixesSent": [], "deletesSent": [], "rejected": [], "readBack": true,
            "added": [],
            "renamed": [], "fixed": [], "deleted": [], "notPersisted": [],
            "notNullWithoutDefault": [], "unmanaged": [],
            "denied": [{
                "kind": "Unique", "column": "id", "declared": true, "live": null, "source": "list",
            }],
            "warned": [], "pending": [{"write": "add", "column": "user_id"}], "metadata": null, "requests": 1,
        })
    );
}
