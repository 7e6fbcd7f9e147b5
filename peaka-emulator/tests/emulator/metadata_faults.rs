//! Tests of faults of metadata operations.

use peaka_emulator::{
    Discovery, Emulator, Fault, FaultKind, InMemory, MetadataOptions, Operation, Outcome, Schedule,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::api::Api;

const EVENTS: &str = "/1/bitable/events";

/// Starts an emulator with the table `events` and its columns `a`, `b` and `c`.
async fn api() -> Api {
    let options = MetadataOptions::default().discovery(Discovery::AtOnce);
    let api = Api::with_table(Emulator::builder().metadata(options)).await;
    let columns = ["a", "b", "c"].map(|name| json!({"name": name, "dataType": "BIGINT"}));
    api.add(json!(columns)).await.ok();
    api
}

/// Returns a request that describes the table and all its columns.
fn describe_all(text: &str) -> Value {
    let columns =
        ["a", "b", "c"].map(|name| json!({"columnName": name, "columnDescription": text}));
    json!({"tableDescription": text, "columns": columns})
}

/// Returns the descriptions of the stored table and its columns.
fn stored(api: &Api) -> [Value; 4] {
    let entry = api.emulator.metadata("emulator", "events").unwrap();
    let table = &entry["metadata"];
    let column = |index: usize| table["columns"][index]["columnDescription"].clone();
    [
        table["tableDescription"].clone(),
        column(0),
        column(1),
        column(2),
    ]
}

/// A valid call of every metadata operation. The relation and the golden SQL have the ids 2 and 3.
fn calls() -> [(Operation, Method, &'static str, Option<Value>); 13] {
    use Operation as Op;
    let relation = json!({"targetCatalogId": "1", "targetSchemaName": "bitable", "targetTableName": "events",
                          "targetColumnName": "b", "type": "ONE_TO_ONE"});
    let golden_sql = json!({"prompt": "How many?", "sql": "SELECT 1"});
    let categorical = "/categorical/1/bitable/events/a";
    [
        (Op::ListMetadata, Method::GET, "?catalogId=1", None),
        (
            Op::UpdateMetadata,
            Method::PUT,
            EVENTS,
            Some(describe_all("x")),
        ),
        (Op::ListRelations, Method::GET, "/relations/1", None),
        (
            Op::AddRelation,
            Method::POST,
            "/relations/1/bitable/events/a",
            Some(relation),
        ),
        (
            Op::UpdateRelation,
            Method::PUT,
            "/relations/1/bitable/events/2",
            Some(json!({"type": "ONE_TO_MANY"})),
        ),
        (
            Op::DeleteRelation,
            Method::DELETE,
            "/relations/1/bitable/events/2",
            None,
        ),
        (
            Op::RefreshMetadata,
            Method::POST,
            "/refresh",
            Some(json!({"catalogId": "1"})),
        ),
        (Op::GetRefreshStatus, Method::GET, "/refresh/1", None),
        (
            Op::GenerateCategoricalValues,
            Method::PUT,
            categorical,
            Some(json!({"limit": 9})),
        ),
        (
            Op::DeleteCategoricalValues,
            Method::DELETE,
            categorical,
            None,
        ),
        (Op::ListGoldenSqls, Method::GET, "/golden-sqls", None),
        (
            Op::AddGoldenSql,
            Method::POST,
            "/golden-sqls",
            Some(golden_sql),
        ),
        (Op::DeleteGoldenSql, Method::DELETE, "/golden-sqls/3", None),
    ]
}

/// Adds the relation and the golden SQL that [`calls`] names.
fn prepare(api: &Api) {
    api.emulator.edit_metadata("emulator", |metadata| {
        let added = metadata.add_relation(("events", "a"), ("events", "b"), "ONE_TO_ONE");
        assert_eq!(added.unwrap(), "2");
        assert_eq!(metadata.add_golden_sql("How?", "SELECT 2"), "3");
    });
}

/// Returns everything that is stored.
fn everything(api: &Api) -> [Value; 3] {
    let emulator = &api.emulator;
    [
        emulator.metadata("emulator", "events").unwrap(),
        emulator.relations("emulator"),
        emulator.golden_sqls("emulator"),
    ]
}

#[tokio::test]
async fn every_operation_is_logged_and_can_have_a_fault() {
    let api = api().await;
    prepare(&api);
    for (operation, method, path, body) in calls() {
        let fault = Fault::respond(503, "text/plain", "");
        api.emulator.inject(operation, fault);
        api.emulator.take_requests();
        let mut statuses = Vec::new();
        for _ in 0..2 {
            let response = api.metadata(method.clone(), path, body.clone()).await;
            statuses.push(response.status);
        }
        assert_eq!(statuses, [503, 200], "{operation:?}");
        for request in api.emulator.take_requests() {
            assert_eq!(request.operation, Some(operation));
            let is_write = !format!("{operation:?}").starts_with(['L', 'G'])
                || operation == Operation::GenerateCategoricalValues;
            assert_eq!(request.is_write(), is_write, "{operation:?}");
        }
    }
}

#[tokio::test]
async fn lost_request_changes_nothing_and_lost_response_hides_the_change() {
    for fault in [
        || Fault::Drop,
        || Fault::Reset,
        || Fault::ExecuteThenDrop,
        || Fault::ExecuteThenReset,
    ] {
        let is_executed = format!("{:?}", fault()).starts_with("Execute");
        for (operation, method, path, body) in calls() {
            let api = api().await;
            prepare(&api);
            let before = everything(&api);
            api.emulator.inject(operation, fault());
            let request = reqwest::Client::new().request(method, api.metadata_url(path));
            let mut request = request.bearer_auth(api.emulator.api_key());
            if let Some(body) = body {
                request = request.json(&body);
            }
            assert!(request.send().await.is_err(), "{operation:?}");
            let changes = matches!(
                operation,
                Operation::UpdateMetadata
                    | Operation::AddRelation
                    | Operation::UpdateRelation
                    | Operation::DeleteRelation
                    | Operation::GenerateCategoricalValues
                    | Operation::AddGoldenSql
                    | Operation::DeleteGoldenSql
            );
            let is_changed = everything(&api) != before;
            assert_eq!(is_changed, is_executed && changes, "{operation:?}");
        }
    }
}

#[tokio::test]
async fn discard_returns_a_success_and_keeps_nothing() {
    for (operation, method, path, body) in calls() {
        let (api, control) = (api().await, api().await);
        prepare(&api);
        prepare(&control);
        let before = everything(&api);
        api.emulator.inject(operation, Fault::Discard);
        let response = api.metadata(method.clone(), path, body.clone()).await;
        assert_eq!(everything(&api), before, "{operation:?}");
        let expected = control.metadata(method, path, body).await;
        assert_eq!(response.ok(), expected.ok(), "{operation:?}");
    }
}

#[tokio::test]
async fn discard_applies_to_operations_on_columns() {
    let api = api().await;
    api.emulator.inject(Operation::AddColumns, Fault::Discard);
    let added = api.add(json!([{"name": "d", "dataType": "DATE"}])).await;
    assert_eq!(added.ok()[0]["name"], "d");
    assert_eq!(api.column_names().await, ["a", "b", "c"]);
    api.emulator.inject(Operation::AddColumns, Fault::Discard);
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .error(400);
}

#[tokio::test]
async fn stale_lists_show_the_metadata_before_the_last_write() {
    let api = api().await;
    prepare(&api);
    let lists = async || {
        let mut lists = Vec::new();
        for path in ["", "/relations/1", "/golden-sqls"] {
            lists.push(api.get_metadata(path).await.ok());
        }
        lists
    };
    let before = lists().await;
    for operation in [
        Operation::UpdateMetadata,
        Operation::DeleteRelation,
        Operation::DeleteGoldenSql,
    ] {
        api.emulator.inject(operation, Fault::Stale { lists: 3 });
    }
    api.put_metadata(EVENTS, describe_all("new")).await.ok();
    assert_eq!(lists().await, before);
    let after_update = lists().await;
    assert_eq!(
        after_update[0]["metadata"][0]["metadata"]["tableDescription"],
        "new"
    );
    let relation = "/relations/1/bitable/events/2";
    api.delete_metadata(relation).await.ok();
    // The stored state is not stale.
    assert_eq!(api.emulator.relations("emulator"), json!([]));
    api.delete_metadata(relation).await.error(404);
    assert_eq!(lists().await, after_update);
    let after_delete = lists().await;
    assert_eq!(after_delete[1], json!({"relations": []}));
    api.delete_metadata("/golden-sqls/3").await.ok();
    assert_eq!(lists().await, after_delete);
    assert_eq!(lists().await[2], json!({"result": []}));
}

#[tokio::test]
async fn stale_columns_and_stale_metadata_are_independent() {
    let api = api().await;
    let stale = || Fault::Stale { lists: 1 };
    api.emulator.inject(Operation::UpdateMetadata, stale());
    api.put_metadata(EVENTS, describe_all("new")).await.ok();
    api.emulator.inject(Operation::DeleteColumn, stale());
    api.delete("/events/columns/c").await;
    assert_eq!(api.column_names().await, ["a", "b", "c"]);
    assert_eq!(api.column_names().await, ["a", "b"]);
    let described = async || api.table_metadata().await.get("tableDescription").cloned();
    assert_eq!(described().await, None);
    assert_eq!(described().await, Some(json!("new")));
}

#[tokio::test]
async fn partial_update_changes_the_first_columns() {
    let api = api().await;
    api.put_metadata(EVENTS, describe_all("old")).await.ok();
    let partial = Fault::PartialAdd {
        columns: 2,
        status: 500,
    };
    api.emulator.inject(Operation::UpdateMetadata, partial);
    let response = api.put_metadata(EVENTS, describe_all("new")).await;
    assert_eq!(response.status, 500);
    assert_eq!(stored(&api), ["new", "new", "new", "old"].map(Value::from));
    api.put_metadata(EVENTS, describe_all("old")).await.ok();
    let partial = Fault::PartialAdd {
        columns: 0,
        status: 409,
    };
    api.emulator.inject(Operation::UpdateMetadata, partial);
    let body = json!({"tableDescription": "new"});
    let response = api.put_metadata(EVENTS, body).await;
    assert_eq!(response.status, 409);
    assert_eq!(stored(&api), ["new", "old", "old", "old"].map(Value::from));
}

fn send(emulator: &InMemory, method: &str, path: &str, body: &str) -> u16 {
    let key = format!("Bearer {}", emulator.api_key());
    let target = format!("/api/v1{path}");
    match emulator.send(method, &target, [("authorization", &key)], body.as_bytes()) {
        Outcome::Response(response) | Outcome::Truncated(response) => response.status,
        _ => 0,
    }
}

/// Lists tables and metadata in turn, and returns the faults of both.
fn faults(
    schedule: Schedule,
    with_metadata_calls: bool,
) -> (Vec<Option<String>>, Vec<Option<String>>) {
    let builder = Emulator::builder().schedule(schedule);
    let emulator = builder.build_in_memory().unwrap();
    for _ in 0..100 {
        send(&emulator, "GET", "/data/projects/emulator/bitable", "");
        if with_metadata_calls {
            send(&emulator, "GET", "/metadata/emulator", "");
        }
    }
    let (tables, metadata): (Vec<_>, Vec<_>) = emulator
        .requests()
        .into_iter()
        .partition(|request| request.operation == Some(Operation::ListTables));
    let fault = |request: peaka_emulator::LoggedRequest| request.fault;
    (
        tables.into_iter().map(fault).collect(),
        metadata.into_iter().map(fault).collect(),
    )
}

#[test]
fn schedule_includes_metadata_only_if_asked() {
    let schedule = || Schedule::seeded(42).rate(0.5);
    let (without_calls, _) = faults(schedule(), false);
    let (tables, metadata) = faults(schedule(), true);
    assert_eq!(tables, without_calls);
    assert_eq!(metadata, vec![None; 100]);
    let (tables, metadata) = faults(schedule().metadata(true), true);
    assert_eq!(tables, without_calls);
    assert_ne!(metadata, tables);
    let count = metadata.iter().flatten().count();
    assert!((30..70).contains(&count), "{count}");
    assert_eq!(faults(schedule().metadata(true), true).1, metadata);
    assert_eq!(faults(schedule().metadata(false), true).1, vec![None; 100]);
}

#[test]
fn schedule_draws_partial_updates_and_stale_metadata() {
    let kinds = [FaultKind::PartialAdd, FaultKind::Stale];
    let schedule = Schedule::seeded(1).rate(1.0).only(&kinds).metadata(true);
    let builder = Emulator::builder().table("events").schedule(schedule);
    let emulator = builder.build_in_memory().unwrap();
    for _ in 0..20 {
        let path = "/metadata/emulator/1/bitable/events";
        send(&emulator, "PUT", path, "{}");
        send(&emulator, "POST", "/metadata/emulator/refresh", "");
        send(&emulator, "GET", "/metadata/emulator", "");
    }
    let drawn = |operation| {
        let requests = emulator.requests().into_iter();
        let requests = requests.filter(move |request| request.operation == Some(operation));
        let mut faults: Vec<_> = requests
            .map(|request| {
                let fault = request.fault.unwrap_or_default();
                fault.split('(').next().unwrap_or_default().to_owned()
            })
            .collect();
        faults.sort();
        faults.dedup();
        faults
    };
    assert_eq!(drawn(Operation::UpdateMetadata), ["PartialAdd", "Stale"]);
    assert_eq!(drawn(Operation::RefreshMetadata), ["Stale"]);
    assert_eq!(drawn(Operation::ListMetadata), [""]);
}
