//! Opt-in behavior of a sync: fixes, renames, deletes, batches, and applying a plan.

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{
    BiTable, Client, ColumnDetail, ColumnRequest, DataType, DefaultValue, DriftKind, Error, Level,
    is_system_column,
};
use serde_json::{Value, json, to_value};
use tests::{error_text, start_emulator, take_request_lines};

#[derive(BiTable)]
#[bitable(table = "events", on(not_null = "deny", unique = "deny"))]
#[allow(dead_code)]
struct Event {
    #[bitable(default = 0, unique)]
    clicks: i64,
    #[bitable(display_name = "Browser", renamed_from = "agent")]
    user_agent: String,
}

/// Starts an emulator with a table `events` that has these columns.
async fn start_with_columns(profile: Profile, columns: &[ColumnRequest<'_>]) -> (Emulator, Client) {
    let (emulator, client) =
        start_emulator(Emulator::builder().profile(profile).table("events")).await;
    client.add_columns("events", columns).await.unwrap();
    emulator.take_requests();
    (emulator, client)
}

async fn list_user_columns(client: &Client) -> Vec<ColumnDetail> {
    let mut columns = client.list_columns("events").await.unwrap();
    columns.retain(|column| !is_system_column(&column.name));
    columns
}

async fn column_names(client: &Client) -> Vec<String> {
    let columns = list_user_columns(client).await.into_iter();
    columns.map(|column| column.name).collect()
}

/// Returns the bodies of the update requests.
fn update_bodies(emulator: &Emulator) -> Vec<Value> {
    let requests = emulator.requests();
    let updates = requests
        .iter()
        .filter(|request| request.operation == Some(Operation::UpdateColumn));
    updates.filter_map(|request| request.body.clone()).collect()
}

const CLICKS: ColumnRequest<'static> = ColumnRequest::new("clicks", DataType::Bigint);
const USER_AGENT: ColumnRequest<'static> = ColumnRequest::new("user_agent", DataType::Varchar);

#[tokio::test]
async fn drift_is_fixed_only_if_enabled_and_is_verified() {
    let live = [CLICKS.default_value(DefaultValue::Bigint(7)), USER_AGENT];
    let (emulator, client) = start_with_columns(Profile::Documented, &live).await;
    assert_eq!(
        error_text(Event::sync_columns(&client).await),
        "table `events` does not match its declaration: column `clicks`: declared default `0`, \
         live default `7`; column `clicks`: declared UNIQUE, live column is not unique (nothing \
         was written); help: change the declaration or the table, or try \
         `fix_drift(true)`, which the service may not persist; `.on(DriftKind::Default, \
         Level::Warn).on(DriftKind::Unique, Level::Warn)` accepts the difference"
    );
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);

    let sync = Event::sync_columns(&client).fix_drift(true);
    let report = sync.clone().await.unwrap();
    assert_eq!(
        update_bodies(&emulator),
        [
            json!({"name": "clicks", "dataType": "BIGINT", "displayName": "clicks",
                   "defaultValue": 0, "isNotNull": false, "isUnique": true}),
            json!({"name": "user_agent", "dataType": "VARCHAR", "displayName": "Browser",
                   "defaultValue": null, "isNotNull": false, "isUnique": false}),
        ]
    );
    assert_eq!(
        take_request_lines(&emulator),
        [
            "GET /events/columns",
            "PUT /events/columns/clicks",
            "PUT /events/columns/user_agent",
            "GET /events/columns",
        ]
    );
    assert_eq!(
        report.to_string(),
        "\
table `events`: verified (4 requests)
  fixed        `clicks`, `user_agent`
  present      `clicks`, `user_agent`"
    );
    assert_eq!((report.not_persisted, report.warned), (vec![], vec![]));
    let second = sync.await.unwrap();
    assert_eq!((second.requests, second.has_sent_writes()), (1, false));
}

/// The response to an update repeats the request, but the list shows that nothing was persisted.
#[tokio::test]
async fn fix_that_is_not_persisted_is_reported() {
    let live = [CLICKS.default_value(DefaultValue::Bigint(7)), USER_AGENT];
    let (_emulator, client) = start_with_columns(Profile::Observed, &live).await;
    let sync = Event::sync_columns(&client).fix_drift(true);
    let error = sync.clone().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `events` does not match its declaration: column `clicks`: declared default `0`, \
         live default `7`: the service accepted the change, but did not persist it; column `clicks`: \
         declared UNIQUE, live column is not unique: the service accepted the change, but did not \
         persist it (sent: fix `clicks`, `user_agent`); help: check the column in Peaka Studio, \
         change the declaration, or use `.on(DriftKind::Default, \
         Level::Warn).on(DriftKind::Unique, Level::Warn)` to accept the difference"
    );
    let report = error.report().unwrap();
    assert_eq!((report.fixed.len(), report.requests), (0, 6));
    let not_persisted = report.not_persisted.iter().map(|drift| drift.kind);
    assert_eq!(
        not_persisted.collect::<Vec<_>>(),
        [
            DriftKind::Default,
            DriftKind::Unique,
            DriftKind::DisplayName
        ]
    );

    // Drift at `Warn` is fixed and reported. Drift at `Allow` is not fixed.
    let tolerant = sync
        .on(DriftKind::Default, Level::Warn)
        .on(DriftKind::Unique, Level::Allow)
        .on(DriftKind::DisplayName, Level::Allow);
    let report = tolerant.await.unwrap();
    assert_eq!(
        report.to_string(),
        "\
table `events`: verified (3 requests)
  present      `clicks`, `user_agent`
  warning      column `user_agent`: stored as `useragent`
  warning      column `clicks`: declared default `0`, live default `7`: the service accepted the change, but did not persist it"
    );
}

/// Updates use the stored names, and repeat the live value of allowed drift.
#[tokio::test]
async fn fix_changes_only_denied_and_warned_drift() {
    let live = ColumnRequest::new("useragent", DataType::Varchar)
        .display_name("Agent")
        .not_null();
    let (emulator, client) = start_with_columns(Profile::Documented, &[CLICKS, live]).await;
    let report = Event::sync_columns(&client)
        .fix_drift(true)
        .on(DriftKind::DisplayName, Level::Allow)
        .on(DriftKind::Default, Level::Allow)
        .await
        .unwrap();
    assert_eq!(report.fixed, ["clicks", "user_agent"]);
    assert_eq!(
        update_bodies(&emulator),
        [
            json!({"name": "clicks", "dataType": "BIGINT", "displayName": "clicks",
                   "defaultValue": null, "isNotNull": false, "isUnique": true}),
            json!({"name": "useragent", "dataType": "VARCHAR", "displayName": "Agent",
                   "defaultValue": null, "isNotNull": false, "isUnique": false}),
        ]
    );
}

#[tokio::test]
async fn data_type_is_never_changed() {
    let live = [ColumnRequest::new("clicks", DataType::Varchar), USER_AGENT];
    let (emulator, client) = start_with_columns(Profile::Documented, &live).await;
    let sync = Event::sync_columns(&client)
        .fix_drift(true)
        .on(DriftKind::DataType, Level::Allow);
    assert_eq!(
        error_text(sync.await),
        "table `events` does not match its declaration: column `clicks`: declared BIGINT, live \
         type is varchar (nothing was written); help: column types are never changed: declare the \
         live type, choose another column name, or drop the column in Peaka Studio"
    );
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
}

const MATCHING_CLICKS: ColumnRequest<'static> =
    CLICKS.default_value(DefaultValue::Bigint(0)).unique();
const AGENT: ColumnRequest<'static> = ColumnRequest::new("agent", DataType::Varchar).not_null();

#[tokio::test]
async fn rename_changes_only_the_name() {
    let (emulator, client) =
        start_with_columns(Profile::Documented, &[MATCHING_CLICKS, AGENT]).await;
    let sync = Event::sync_columns(&client).on(DriftKind::NotNull, Level::Warn);
    let report = sync.clone().await.unwrap();
    assert_eq!(
        take_request_lines(&emulator),
        [
            "GET /events/columns",
            "PUT /events/columns/agent",
            "GET /events/columns",
        ]
    );
    assert_eq!(
        report.to_string(),
        "\
table `events`: verified (3 requests)
  renamed      `agent` to `user_agent`
  present      `clicks`
  warning      column `user_agent`: declared nullable, live column is NOT NULL
  warning      column `user_agent`: declared display name `Browser`, live display name `agent`"
    );
    assert_eq!(column_names(&client).await, ["clicks", "user_agent"]);
    let second = sync.await.unwrap();
    assert_eq!((second.requests, second.has_sent_writes()), (1, false));
    assert_eq!(second.present, ["clicks", "user_agent"]);
}

#[tokio::test]
async fn rename_and_fix_take_one_update() {
    let (emulator, client) =
        start_with_columns(Profile::Documented, &[MATCHING_CLICKS, AGENT]).await;
    let report = Event::sync_columns(&client).fix_drift(true).await.unwrap();
    assert_eq!((report.requests, report.warned), (3, vec![]));
    assert_eq!(
        to_value(&report.renamed).unwrap(),
        json!([{"from": "agent", "to": "user_agent"}])
    );
    assert_eq!(
        update_bodies(&emulator),
        [
            json!({"name": "user_agent", "dataType": "VARCHAR", "displayName": "Browser",
                   "defaultValue": null, "isNotNull": false, "isUnique": false})
        ]
    );
}

#[tokio::test]
async fn column_without_its_old_name_is_not_renamed() {
    for (live, added) in [
        (vec![MATCHING_CLICKS, USER_AGENT], vec![]),
        (vec![MATCHING_CLICKS], vec!["user_agent"]),
    ] {
        let (emulator, client) = start_with_columns(Profile::Documented, &live).await;
        let report = Event::sync_columns(&client).await.unwrap();
        assert_eq!(
            (report.renamed, report.added),
            (vec![], added.iter().map(ToString::to_string).collect())
        );
        assert_eq!(update_bodies(&emulator), [Value::Null; 0]);
    }
}

#[tokio::test]
async fn old_and_new_column_together_are_an_error_until_the_old_is_deleted() {
    let (emulator, client) =
        start_with_columns(Profile::Documented, &[MATCHING_CLICKS, USER_AGENT, AGENT]).await;
    let sync = Event::sync_columns(&client).on(DriftKind::Renamed, Level::Allow);
    assert_eq!(
        error_text(sync.await),
        "table `events` does not match its declaration: column `user_agent`: declared as renamed \
         from `agent`, but both columns are live (nothing was written); help: move the data of \
         the old column, then delete it with `delete_columns`, or remove `renamed_from`"
    );
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
    let sync = Event::sync_columns(&client).delete_columns(["agent"]);
    assert_eq!(sync.await.unwrap().deleted, ["agent"]);
}

/// If the service confirms a rename and does not persist it, no second column is added, and the next sync sends it
/// again.
#[tokio::test]
async fn rename_that_is_not_persisted_is_an_error() {
    let (emulator, client) = start_with_columns(Profile::Observed, &[CLICKS, AGENT]).await;
    let sync = Event::sync_columns(&client)
        .on(DriftKind::Unique, Level::Allow)
        .on(DriftKind::Default, Level::Allow);
    for _ in 0..2 {
        let error = sync.clone().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "table `events` does not match its declaration: column `user_agent`: declared VARCHAR, \
             but the live column still has its old name `agent` (sent: rename to `user_agent`); help: \
             rename the column in Peaka Studio, or remove `renamed_from`"
        );
        assert_eq!(error.report().unwrap().renames_sent, ["user_agent"]);
        assert_eq!(
            take_request_lines(&emulator),
            [
                "GET /events/columns",
                "PUT /events/columns/agent",
                "GET /events/columns",
                "GET /events/columns",
                "GET /events/columns",
            ]
        );
        assert_eq!(column_names(&client).await, ["clicks", "agent"]);
        emulator.take_requests();
    }
}

#[tokio::test]
async fn columns_are_deleted_one_by_one_after_all_other_writes() {
    for profile in [Profile::Documented, Profile::Observed] {
        let unmanaged =
            ["old1", "old2", "other"].map(|name| ColumnRequest::new(name, DataType::Varchar));
        let (emulator, client) = start_with_columns(profile, &unmanaged).await;
        let sync = Event::sync_columns(&client)
            .on(DriftKind::Unique, Level::Warn)
            .delete_columns(["old2", "old1", "gone"]);
        let report = sync.clone().await.unwrap();
        assert_eq!(
            take_request_lines(&emulator),
            [
                "GET /events/columns",
                "POST /events/columns",
                "GET /events/columns",
                "DELETE /events/columns/old1",
                "DELETE /events/columns/old2",
                "GET /events/columns",
            ]
        );
        assert_eq!(report.deleted, ["old2", "old1"]);
        assert_eq!(report.unmanaged, ["other"]);
        assert_eq!(report.added, ["clicks", "user_agent"]);
        let second = sync.await.unwrap();
        assert_eq!((second.requests, second.has_sent_writes()), (1, false));
    }
}

#[tokio::test]
async fn nothing_is_deleted_while_other_drift_is_denied() {
    let old = ColumnRequest::new("old", DataType::Varchar);
    for (profile, live, has_fix_drift, echo) in [
        // A flag that differs from the start.
        (
            Profile::Documented,
            &[CLICKS, USER_AGENT, old][..],
            false,
            None,
        ),
        // A rename and a fix that are confirmed, but not persisted.
        (Profile::Observed, &[CLICKS, AGENT, old], false, None),
        (Profile::Observed, &[CLICKS, USER_AGENT, old], true, None),
        // An echo that contradicts the declaration.
        (
            Profile::Documented,
            &[USER_AGENT, old],
            false,
            Some("varchar"),
        ),
    ] {
        let (emulator, client) = start_with_columns(profile, live).await;
        let mut sync = Event::sync_columns(&client)
            .fix_drift(has_fix_drift)
            .delete_columns(["old"]);
        if live.contains(&AGENT) {
            sync = sync.on(DriftKind::Default, Level::Allow);
            sync = sync.on(DriftKind::Unique, Level::Allow);
        }
        if let Some(data_type) = echo {
            let wrong_echo =
                Fault::edit(move |response| response[0]["dataType"] = json!(data_type));
            emulator.inject(Operation::AddColumns, wrong_echo);
        }
        let error = sync.await.unwrap_err();
        assert!(error.is_drift(), "{error}");
        let pending: Vec<_> = error
            .report()
            .unwrap()
            .pending
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(pending.contains(&"delete `old`".to_owned()), "{pending:?}");
        let is_delete = |request: &String| request.starts_with("DELETE");
        assert!(
            !take_request_lines(&emulator).iter().any(is_delete),
            "{error}"
        );
    }
}

#[tokio::test]
async fn declared_and_system_columns_are_never_deleted() {
    let live = [
        MATCHING_CLICKS,
        USER_AGENT,
        ColumnRequest::new("oldnote", DataType::Varchar),
    ];
    let (emulator, client) = start_with_columns(Profile::Documented, &live).await;
    for (name, reason) in [
        (
            "clicks",
            "table `events` declares it; help: remove it from the declaration first",
        ),
        (
            "_id",
            "it is a system column; help: remove it from the columns to delete",
        ),
        (
            "text",
            "it is a system column; help: remove it from the columns to delete",
        ),
    ] {
        let sync = Event::sync_columns(&client).delete_columns([name]);
        let expected = format!("cannot delete column `{name}`: {reason}");
        assert_eq!(error_text(sync.clone().plan().await), expected);
        assert_eq!(error_text(sync.await), expected);
    }
    // Names are not patterns, and do not match columns that differ only in underscores.
    let sync = Event::sync_columns(&client).delete_columns(["old*", "%", "old_note", "useragent"]);
    let report = sync.await.unwrap();
    assert_eq!(
        (report.deleted, report.unmanaged),
        (vec![], vec!["oldnote".to_owned()])
    );
    assert!(
        emulator
            .requests()
            .iter()
            .all(|request| !request.is_write())
    );
}

/// If the service removes underscores, the original name is not accepted for the stored column.
#[tokio::test]
async fn column_to_delete_is_given_by_its_stored_name() {
    let live = [
        MATCHING_CLICKS,
        USER_AGENT,
        ColumnRequest::new("old_note", DataType::Varchar),
    ];
    let (emulator, client) = start_with_columns(Profile::Observed, &live).await;
    let sync = |name| {
        let sync = Event::sync_columns(&client).on(DriftKind::Unique, Level::Warn);
        sync.delete_columns([name])
    };
    for (name, reason) in [
        (
            "old_note",
            "the table has a column of this name without the underscores; help: use the stored \
             name if that column is meant, or remove this one from the columns to delete",
        ),
        (
            "useragent",
            "it stores column `user_agent`, which table `events` declares; help: remove it from the \
             declaration first",
        ),
    ] {
        let expected = format!("cannot delete column `{name}`: {reason}");
        assert_eq!(error_text(sync(name).plan().await), expected);
        assert_eq!(error_text(sync(name).await), expected);
    }
    assert!(
        emulator
            .take_requests()
            .iter()
            .all(|request| !request.is_write())
    );
    assert_eq!(sync("oldnote").await.unwrap().deleted, ["oldnote"]);
}

#[tokio::test]
async fn column_with_a_similar_name_is_not_deleted() {
    let notes = ["old_note", "oldnote"].map(|name| ColumnRequest::new(name, DataType::Varchar));
    let live = [&[MATCHING_CLICKS, USER_AGENT][..], &notes].concat();
    let (_emulator, client) = start_with_columns(Profile::Documented, &live).await;
    let sync = Event::sync_columns(&client).delete_columns(["old_note"]);
    assert_eq!(sync.clone().await.unwrap().deleted, ["old_note"]);
    let second = sync.await.unwrap();
    assert_eq!(
        (second.has_sent_writes(), second.unmanaged),
        (false, vec!["oldnote".to_owned()])
    );
}

#[tokio::test]
async fn delete_that_is_confirmed_but_not_applied_is_an_error() {
    let live = [
        MATCHING_CLICKS,
        USER_AGENT,
        ColumnRequest::new("old", DataType::Varchar),
    ];
    let (emulator, client) = start_with_columns(Profile::Documented, &live).await;
    emulator.inject(
        Operation::DeleteColumn,
        Fault::respond(200, "text/plain", ""),
    );
    let sync = Event::sync_columns(&client)
        .on(DriftKind::Unmanaged, Level::Allow)
        .delete_columns(["old"])
        .timeout(std::time::Duration::from_millis(500));
    assert_eq!(
        error_text(sync.await),
        "table `events` does not match its declaration: column `old`: not declared, live type is \
         varchar (sent: delete `old`); help: retry: the column list may be stale"
    );
}

#[tokio::test]
async fn batch_has_at_most_max_batch_columns() {
    let columns: Vec<_> = (0..5).map(|n| format!("c{n}")).collect();
    let columns: Vec<_> = columns
        .iter()
        .map(|name| ColumnRequest::new(name, DataType::Bigint))
        .collect();
    for (limit, batches) in [
        (Some(2), vec![2, 2, 1]),
        (Some(0), vec![1; 5]),
        (Some(9), vec![5]),
        (None, vec![5]),
    ] {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        let mut sync = client.sync_table("events", &columns);
        if let Some(limit) = limit {
            sync = sync.max_batch(limit);
        }
        let report = sync.await.unwrap();
        assert_eq!(report.added, ["c0", "c1", "c2", "c3", "c4"]);
        assert_eq!(report.requests, 2 + batches.len());
        let requests = emulator.requests();
        let adds = requests
            .iter()
            .filter(|request| request.operation == Some(Operation::AddColumns));
        let sizes: Vec<_> = adds
            .filter_map(|request| Some(request.body.as_ref()?.as_array()?.len()))
            .collect();
        assert_eq!(sizes, batches);
    }
}

#[tokio::test]
async fn report_lists_columns_applied_before_a_failed_batch() {
    let columns = ["a", "b", "c"].map(|name| ColumnRequest::new(name, DataType::Bigint));
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(Operation::AddColumns, Fault::edit(|_| {}));
    emulator.inject(
        Operation::AddColumns,
        Fault::respond(400, "text/plain", "no more"),
    );
    let error = client
        .sync_table("events", &columns)
        .max_batch(1)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to add 1 column to table `events`: status 400: no more (sent: add `a`; rejected: add `b`; listed: `a`); help: change the names or the columns as the message says"
    );
    let report = error.report().unwrap();
    let pending: Vec<_> = report.pending.iter().map(ToString::to_string).collect();
    assert_eq!(pending, ["add `b`", "add `c`"]);
    assert_eq!(
        (&*report.adds_sent, &*report.added),
        (&["a".to_owned()][..], &["a".to_owned()][..])
    );
    assert!(report.read_back && !report.verified);
}

#[tokio::test]
async fn columns_without_a_struct_are_validated_before_sending() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let columns = ["user_id", "userid"].map(|name| ColumnRequest::new(name, DataType::Uuid));
    let expected = "columns `user_id` and `userid` of table `events` have the same stored name: the \
                service removes underscores; help: rename one of the columns";
    let sync = client.sync_table("events", &columns);
    assert_eq!(error_text(sync.clone().plan().await), expected);
    assert_eq!(error_text(sync.await), expected);
    assert_eq!(take_request_lines(&emulator), [""; 0]);
}

#[tokio::test]
async fn plan_after_apply_is_empty() {
    for profile in [Profile::Documented, Profile::Observed] {
        let (emulator, client) = start_emulator(Emulator::builder().profile(profile)).await;
        let sync = Event::sync_columns(&client)
            .create_table(true)
            .on(DriftKind::Unique, Level::Warn);
        let plan = sync.clone().plan().await.unwrap();
        assert_eq!(to_value(&plan).unwrap()["createTable"], json!(true));
        assert!(!plan.is_empty());
        emulator.take_requests();
        let report = plan.apply(&client).await.unwrap();
        assert_eq!(report.added, ["clicks", "user_agent"]);
        // Applying the plan starts with a lookup of the table.
        assert_eq!(
            take_request_lines(&emulator)[..2],
            ["GET /events/columns", "GET"]
        );
        let again = sync.plan().await.unwrap();
        assert!(again.is_empty());
        assert!(again.to_string().ends_with("; nothing to write"), "{again}");
        // Applying the plan a second time writes nothing.
        assert!(!plan.apply(&client).await.unwrap().has_sent_writes());
    }
}

#[tokio::test]
async fn outdated_plan_is_not_applied() {
    let (emulator, client) =
        start_with_columns(Profile::Documented, &[MATCHING_CLICKS, USER_AGENT]).await;
    let plan = Event::sync_columns(&client)
        .fix_drift(true)
        .plan()
        .await
        .unwrap();
    client.delete_column("events", "clicks").await.unwrap();
    emulator.take_requests();
    let error = plan.apply(&client).await.unwrap_err();
    assert!(matches!(error, Error::Outdated { .. }));
    assert_eq!(
        error.to_string(),
        "the plan for table `events` is outdated: column `clicks` would be added; help: make a \
         new plan"
    );
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);

    client.delete_table("events").await.unwrap();
    assert_eq!(
        error_text(plan.apply(&client).await),
        "the plan for table `events` is outdated: the table was deleted; help: make a new plan"
    );
}

/// Another program added the column after the plan was made, so the plan has no fix for it.
#[tokio::test]
async fn plan_does_not_fix_columns_added_after_it_was_made() {
    let (emulator, client) = start_with_columns(Profile::Documented, &[USER_AGENT]).await;
    let sync = Event::sync_columns(&client).fix_drift(true);
    let plan = sync.plan().await.unwrap();
    let other = CLICKS.default_value(DefaultValue::Bigint(7));
    client.add_columns("events", &[other]).await.unwrap();
    emulator.take_requests();
    assert_eq!(
        error_text(plan.apply(&client).await),
        "the plan for table `events` is outdated: column `clicks`: declared default `0`, live \
         default `7`; column `clicks`: declared UNIQUE, live column is not unique; help: make a \
         new plan"
    );
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
}

#[tokio::test]
async fn partly_applied_plan_sends_only_the_rest() {
    let live = [CLICKS.default_value(DefaultValue::Bigint(7)), USER_AGENT];
    let (emulator, client) = start_with_columns(Profile::Documented, &live).await;
    let sync = Event::sync_columns(&client)
        .fix_drift(true)
        .on(DriftKind::Unique, Level::Warn);
    let plan = sync.plan().await.unwrap();
    // Another program fixes the display name. Then the service persists the default, but not the flag.
    let with_display_name = USER_AGENT.display_name("Browser");
    let updated = client.update_column("events", "user_agent", &with_display_name);
    updated.await.unwrap();
    emulator.inject(Operation::ListColumns, Fault::edit(|_| {}));
    let lost = Fault::edit(|columns| columns[0]["isUnique"] = json!(false));
    emulator.inject(Operation::ListColumns, lost);
    let report = plan.apply(&client).await.unwrap();
    assert_eq!(report.fixes_sent, ["clicks"]);
    let not_persisted: Vec<_> = report
        .not_persisted
        .iter()
        .map(|drift| drift.kind)
        .collect();
    assert_eq!(not_persisted, [DriftKind::Unique]);
}

/// The level of the drift also decides whether a rejected fix is an error.
#[tokio::test]
async fn rejected_fix_fails_the_sync_only_if_the_drift_is_denied() {
    for (level, succeeds) in [(Level::Warn, true), (Level::Deny, false)] {
        let (emulator, client) =
            start_with_columns(Profile::Documented, &[MATCHING_CLICKS, USER_AGENT]).await;
        let rejection = Fault::respond(400, "text/plain", "no");
        emulator.inject(Operation::UpdateColumn, rejection);
        let sync = Event::sync_columns(&client).fix_drift(true);
        match sync.on(DriftKind::DisplayName, level).await {
            Ok(report) => assert_eq!((succeeds, report.warned.len()), (true, 1)),
            Err(error) => {
                assert!(!succeeds);
                assert_eq!(
                    error.to_string(),
                    "failed to update column `user_agent` of table `events`: status 400: no (rejected: fix `user_agent`); help: change the names or the columns as the message says"
                );
            }
        }
    }
}

#[tokio::test]
async fn denied_plan_is_not_applied() {
    let (emulator, client) = start_with_columns(Profile::Documented, &[CLICKS]).await;
    let plan = client.plan::<Event>().await.unwrap();
    assert_eq!((plan.denied.len(), plan.to_add.len()), (2, 1));
    assert!(plan.is_denied());
    let error = plan.apply(&client).await.unwrap_err();
    assert!(error.is_drift());
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"; 2]);
    assert_eq!(column_names(&client).await, ["clicks"]);
}
