//! What a sync does only when it is asked to: fix, rename, delete, send in batches, apply a plan.

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{
    BiTable, Client, ColumnDetail, ColumnRequest, DataType, DefaultValue, DriftKind, Error, Level,
    is_system_column,
};
use serde_json::{Value, json, to_value};
use tests::{error_text, start_emulator, take_request_lines};

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(default = 0, unique)]
    clicks: i64,
    #[bitable(display_name = "Browser", renamed_from = "agent")]
    user_agent: String,
}

/// An emulator with a table `events` that has these columns.
async fn with_columns(profile: Profile, columns: &[ColumnRequest<'_>]) -> (Emulator, Client) {
    let (emulator, client) =
        start_emulator(Emulator::builder().profile(profile).table("events")).await;
    client.add_columns("events", columns).await.unwrap();
    emulator.take_requests();
    (emulator, client)
}

async fn listed(client: &Client) -> Vec<ColumnDetail> {
    let mut columns = client.list_columns("events").await.unwrap();
    columns.retain(|column| !is_system_column(&column.name));
    columns
}

async fn names(client: &Client) -> Vec<String> {
    let columns = listed(client).await.into_iter();
    columns.map(|column| column.name).collect()
}

/// The bodies of the updates that arrived.
fn updates(emulator: &Emulator) -> Vec<Value> {
    let requests = emulator.requests();
    let updates = requests
        .iter()
        .filter(|request| request.operation == Some(Operation::UpdateColumn));
    updates.filter_map(|request| request.body.clone()).collect()
}

const CLICKS: ColumnRequest<'static> = ColumnRequest::new("clicks", DataType::Bigint);
const AGENT: ColumnRequest<'static> = ColumnRequest::new("user_agent", DataType::Varchar);

#[tokio::test]
async fn drift_is_fixed_only_when_asked_and_read_back() {
    let live = [CLICKS.default_value(DefaultValue::Bigint(7)), AGENT];
    let (emulator, client) = with_columns(Profile::Documented, &live).await;
    assert_eq!(
        error_text(Event::sync_columns(&client).await),
        "table `events` does not match its declaration: column `clicks`: declared default `0`, \
         live default `7`; column `clicks`: declared UNIQUE, live column is not unique (nothing \
         was written); help: change the declaration or the table, fix it with `fix_drift(true)`, \
         or accept it with `.on(DriftKind::Default, Level::Warn).on(DriftKind::Unique, \
         Level::Warn)`"
    );
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);

    let sync = Event::sync_columns(&client).fix_drift(true);
    let report = sync.clone().await.unwrap();
    assert_eq!(
        updates(&emulator),
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
    assert_eq!((second.requests, second.has_written()), (1, false));
}

/// The answer to an update repeats the request; the list shows that nothing was kept.
#[tokio::test]
async fn a_fix_that_is_not_kept_is_reported_as_not_kept() {
    let live = [CLICKS.default_value(DefaultValue::Bigint(7)), AGENT];
    let (_emulator, client) = with_columns(Profile::Observed, &live).await;
    let sync = Event::sync_columns(&client).fix_drift(true);
    let error = sync.clone().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `events` does not match its declaration: column `clicks`: declared default `0`, \
         live default `7`; column `clicks`: declared UNIQUE, live column is not unique (sent: fix \
         `clicks`, `user_agent`); help: change the declaration or the table, or accept it with \
         `.on(DriftKind::Default, Level::Warn).on(DriftKind::Unique, Level::Warn)`"
    );
    let report = error.report().unwrap();
    assert_eq!((report.fixed.len(), report.requests), (0, 6));
    let not_kept = report.not_persisted.iter().map(|drift| drift.kind);
    assert_eq!(
        not_kept.collect::<Vec<_>>(),
        [
            DriftKind::Default,
            DriftKind::Unique,
            DriftKind::DisplayName
        ]
    );

    // What is warned of is tried and reported, what is allowed is left alone.
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
  warning      column `clicks`: declared default `0`, live default `7` (sent, but not persisted)"
    );
}

/// The columns go by their stored names, and what is allowed to differ is sent as it is.
#[tokio::test]
async fn a_fix_changes_nothing_but_what_it_mends() {
    let live = ColumnRequest::new("useragent", DataType::Varchar)
        .display_name("Agent")
        .not_null();
    let (emulator, client) = with_columns(Profile::Documented, &[CLICKS, live]).await;
    let report = Event::sync_columns(&client)
        .fix_drift(true)
        .on(DriftKind::DisplayName, Level::Allow)
        .on(DriftKind::Default, Level::Allow)
        .await
        .unwrap();
    assert_eq!(report.fixed, ["clicks", "user_agent"]);
    assert_eq!(
        updates(&emulator),
        [
            json!({"name": "clicks", "dataType": "BIGINT", "displayName": "clicks",
                   "defaultValue": null, "isNotNull": false, "isUnique": true}),
            json!({"name": "useragent", "dataType": "VARCHAR", "displayName": "Agent",
                   "defaultValue": null, "isNotNull": false, "isUnique": false}),
        ]
    );
}

#[tokio::test]
async fn a_wrong_data_type_is_never_changed() {
    let live = [ColumnRequest::new("clicks", DataType::Varchar), AGENT];
    let (emulator, client) = with_columns(Profile::Documented, &live).await;
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

const READY: ColumnRequest<'static> = CLICKS.default_value(DefaultValue::Bigint(0)).unique();
const OLD: ColumnRequest<'static> = ColumnRequest::new("agent", DataType::Varchar).not_null();

#[tokio::test]
async fn a_column_under_its_old_name_is_renamed_and_nothing_else_of_it_changes() {
    let (emulator, client) = with_columns(Profile::Documented, &[READY, OLD]).await;
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
    assert_eq!(names(&client).await, ["clicks", "user_agent"]);
    let second = sync.await.unwrap();
    assert_eq!((second.requests, second.has_written()), (1, false));
    assert_eq!(second.present, ["clicks", "user_agent"]);
}

/// With a fix, one update does both.
#[tokio::test]
async fn a_column_is_renamed_and_fixed_with_one_update() {
    let (emulator, client) = with_columns(Profile::Documented, &[READY, OLD]).await;
    let report = Event::sync_columns(&client).fix_drift(true).await.unwrap();
    assert_eq!((report.requests, report.warned), (3, vec![]));
    assert_eq!(
        to_value(&report.renamed).unwrap(),
        json!([{"from": "agent", "to": "user_agent"}])
    );
    assert_eq!(
        updates(&emulator),
        [
            json!({"name": "user_agent", "dataType": "VARCHAR", "displayName": "Browser",
                   "defaultValue": null, "isNotNull": false, "isUnique": false})
        ]
    );
}

#[tokio::test]
async fn a_column_that_has_its_new_name_or_neither_is_not_renamed() {
    for (live, added) in [
        (vec![READY, AGENT], vec![]),
        (vec![READY], vec!["user_agent"]),
    ] {
        let (emulator, client) = with_columns(Profile::Documented, &live).await;
        let report = Event::sync_columns(&client).await.unwrap();
        assert_eq!(
            (report.renamed, report.added),
            (vec![], added.iter().map(ToString::to_string).collect())
        );
        assert_eq!(updates(&emulator), [Value::Null; 0]);
    }
}

#[tokio::test]
async fn a_column_with_both_names_is_an_error_until_one_is_deleted() {
    let (emulator, client) = with_columns(Profile::Documented, &[READY, AGENT, OLD]).await;
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

/// A service that answers a rename with success and does nothing: no second column is added.
#[tokio::test]
async fn a_rename_that_is_not_kept_is_an_error() {
    let (emulator, client) = with_columns(Profile::Observed, &[CLICKS, OLD]).await;
    let sync = Event::sync_columns(&client)
        .on(DriftKind::Unique, Level::Allow)
        .on(DriftKind::Default, Level::Allow);
    assert_eq!(
        error_text(sync.await),
        "table `events` does not match its declaration: column `user_agent`: declared VARCHAR, \
         but the live column still has its old name `agent` (sent: rename to `user_agent`); help: \
         rename the column in Peaka Studio, or remove `renamed_from`"
    );
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
    assert_eq!(names(&client).await, ["clicks", "agent"]);
}

#[tokio::test]
async fn columns_are_deleted_one_by_one_when_all_else_is_in_order() {
    for profile in [Profile::Documented, Profile::Observed] {
        let strangers =
            ["old1", "old2", "other"].map(|name| ColumnRequest::new(name, DataType::Varchar));
        let (emulator, client) = with_columns(profile, &strangers).await;
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
        assert_eq!((second.requests, second.has_written()), (1, false));
    }
}

#[tokio::test]
async fn nothing_is_deleted_while_anything_else_is_in_the_way() {
    let old = ColumnRequest::new("old", DataType::Varchar);
    for (profile, live, fix, echo) in [
        // A flag that differs already.
        (Profile::Documented, &[CLICKS, AGENT, old][..], false, None),
        // A rename and a fix that are answered and not kept.
        (Profile::Observed, &[CLICKS, OLD, old], false, None),
        (Profile::Observed, &[CLICKS, AGENT, old], true, None),
        // An answer to an add that contradicts the declaration.
        (Profile::Documented, &[AGENT, old], false, Some("varchar")),
    ] {
        let (emulator, client) = with_columns(profile, live).await;
        let mut sync = Event::sync_columns(&client)
            .fix_drift(fix)
            .delete_columns(["old"]);
        if live.contains(&OLD) {
            sync = sync.on(DriftKind::Default, Level::Allow);
            sync = sync.on(DriftKind::Unique, Level::Allow);
        }
        if let Some(data_type) = echo {
            let lie = Fault::edit(move |answer| answer[0]["dataType"] = json!(data_type));
            emulator.inject(Operation::AddColumns, lie);
        }
        let error = sync.await.unwrap_err();
        assert!(error.is_drift(), "{error}");
        let left: Vec<_> = error
            .report()
            .unwrap()
            .pending
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(left.contains(&"delete `old`".to_owned()), "{left:?}");
        let is_delete = |request: &String| request.starts_with("DELETE");
        assert!(
            !take_request_lines(&emulator).iter().any(is_delete),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_column_that_is_not_unmanaged_is_never_deleted() {
    let live = [
        READY,
        AGENT,
        ColumnRequest::new("oldnote", DataType::Varchar),
    ];
    let (emulator, client) = with_columns(Profile::Documented, &live).await;
    for (name, why) in [
        (
            "clicks",
            "it is declared; help: remove it from the declaration first",
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
        let told = format!("cannot delete column `{name}`: {why}");
        assert_eq!(error_text(sync.clone().plan().await), told);
        assert_eq!(error_text(sync.await), told);
    }
    // No pattern means anything, and here nothing that merely looks alike is meant.
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

/// Where underscores are dropped, the name of before is told from the stored one.
#[tokio::test]
async fn a_column_to_delete_is_named_as_it_is_stored() {
    let live = [
        READY,
        AGENT,
        ColumnRequest::new("old_note", DataType::Varchar),
    ];
    let (emulator, client) = with_columns(Profile::Observed, &live).await;
    let sync = |name| {
        let sync = Event::sync_columns(&client).on(DriftKind::Unique, Level::Warn);
        sync.delete_columns([name])
    };
    for (name, why) in [
        (
            "old_note",
            "the table has a column of this name without the underscores; help: use the stored \
             name if that column is meant, or remove this one from the columns to delete",
        ),
        (
            "useragent",
            "it is declared; help: remove it from the declaration first",
        ),
    ] {
        let told = format!("cannot delete column `{name}`: {why}");
        assert_eq!(error_text(sync(name).plan().await), told);
        assert_eq!(error_text(sync(name).await), told);
    }
    assert!(
        emulator
            .take_requests()
            .iter()
            .all(|request| !request.is_write())
    );
    assert_eq!(sync("oldnote").await.unwrap().deleted, ["oldnote"]);
}

/// Deleting the one of two that look alike leaves the other.
#[tokio::test]
async fn a_column_that_looks_like_a_deleted_one_stays() {
    let notes = ["old_note", "oldnote"].map(|name| ColumnRequest::new(name, DataType::Varchar));
    let live = [&[READY, AGENT][..], &notes].concat();
    let (_emulator, client) = with_columns(Profile::Documented, &live).await;
    let sync = Event::sync_columns(&client).delete_columns(["old_note"]);
    assert_eq!(sync.clone().await.unwrap().deleted, ["old_note"]);
    let second = sync.await.unwrap();
    assert_eq!(
        (second.has_written(), second.unmanaged),
        (false, vec!["oldnote".to_owned()])
    );
}

#[tokio::test]
async fn a_delete_that_is_accepted_and_not_done_is_no_success() {
    let live = [READY, AGENT, ColumnRequest::new("old", DataType::Varchar)];
    let (emulator, client) = with_columns(Profile::Documented, &live).await;
    emulator.inject(
        Operation::DeleteColumn,
        Fault::answer(200, "text/plain", ""),
    );
    let sync = Event::sync_columns(&client)
        .on(DriftKind::Unmanaged, Level::Allow)
        .delete_columns(["old"])
        .timeout(std::time::Duration::from_millis(500));
    assert_eq!(
        error_text(sync.await),
        "table `events` does not match its declaration: column `old`: not declared, live type is \
         varchar (sent: delete `old`); help: run the sync again: the column list may be behind"
    );
}

#[tokio::test]
async fn a_batch_has_no_more_columns_than_asked() {
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
async fn what_was_applied_before_a_batch_failed_is_in_the_report() {
    let columns = ["a", "b", "c"].map(|name| ColumnRequest::new(name, DataType::Bigint));
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(Operation::AddColumns, Fault::edit(|_| {}));
    emulator.inject(
        Operation::AddColumns,
        Fault::answer(400, "text/plain", "no more"),
    );
    let error = client
        .sync_table("events", &columns)
        .max_batch(1)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `events` could not be verified (sent: add `a`; listed: `a`): failed to add 1 \
         column to table `events`: status 400: no more; help: correct the request as the message \
         says"
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
async fn columns_that_no_struct_declares_are_checked_before_anything_is_sent() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let columns = ["user_id", "userid"].map(|name| ColumnRequest::new(name, DataType::Uuid));
    let told = "columns `user_id` and `userid` of table `events` have the same stored name: the \
                service removes underscores; help: rename one of the columns";
    let sync = client.sync_table("events", &columns);
    assert_eq!(error_text(sync.clone().plan().await), told);
    assert_eq!(error_text(sync.await), told);
    assert_eq!(take_request_lines(&emulator), [""; 0]);
}

#[tokio::test]
async fn a_plan_is_applied_and_then_empty() {
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
        // It lists first.
        assert_eq!(
            take_request_lines(&emulator)[..2],
            ["GET /events/columns", "GET"]
        );
        let again = sync.plan().await.unwrap();
        assert!(again.is_empty());
        assert!(again.to_string().ends_with("; nothing to write"), "{again}");
        // What somebody else did of a plan need not be done again.
        assert!(!plan.apply(&client).await.unwrap().has_written());
    }
}

#[tokio::test]
async fn a_plan_is_not_applied_to_a_table_that_has_moved_on() {
    let (emulator, client) = with_columns(Profile::Documented, &[READY, AGENT]).await;
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

/// What somebody else made of the table was in no plan, however it could be mended.
#[tokio::test]
async fn a_plan_changes_no_column_that_it_did_not_see() {
    let (emulator, client) = with_columns(Profile::Documented, &[AGENT]).await;
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
async fn a_plan_of_which_a_part_is_done_or_kept_is_applied() {
    let live = [CLICKS.default_value(DefaultValue::Bigint(7)), AGENT];
    let (emulator, client) = with_columns(Profile::Documented, &live).await;
    let sync = Event::sync_columns(&client)
        .fix_drift(true)
        .on(DriftKind::Unique, Level::Warn);
    let plan = sync.plan().await.unwrap();
    // Somebody mends the display name, and then the service keeps the default and not the flag.
    let named = AGENT.display_name("Browser");
    let updated = client.update_column("events", "user_agent", &named);
    updated.await.unwrap();
    emulator.inject(Operation::ListColumns, Fault::edit(|_| {}));
    let lost = Fault::edit(|columns| columns[0]["isUnique"] = json!(false));
    emulator.inject(Operation::ListColumns, lost);
    let report = plan.apply(&client).await.unwrap();
    assert_eq!(report.fixes_sent, ["clicks"]);
    let not_kept: Vec<_> = report
        .not_persisted
        .iter()
        .map(|drift| drift.kind)
        .collect();
    assert_eq!(not_kept, [DriftKind::Unique]);
}

/// The level of what a fix is to mend is also that of a fix which is refused.
#[tokio::test]
async fn a_refused_fix_fails_the_sync_only_if_the_difference_does() {
    for (level, succeeds) in [(Level::Warn, true), (Level::Deny, false)] {
        let (emulator, client) = with_columns(Profile::Documented, &[READY, AGENT]).await;
        let no = Fault::answer(400, "text/plain", "no");
        emulator.inject(Operation::UpdateColumn, no);
        let sync = Event::sync_columns(&client).fix_drift(true);
        match sync.on(DriftKind::DisplayName, level).await {
            Ok(report) => assert_eq!((succeeds, report.warned.len()), (true, 1)),
            Err(error) => {
                assert!(!succeeds);
                assert_eq!(
                    error.to_string(),
                    "failed to update column `user_agent` of table `events`: status 400: \
                     no; help: correct the request as the message says"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_plan_that_is_denied_is_not_applied() {
    let (emulator, client) = with_columns(Profile::Documented, &[CLICKS]).await;
    let plan = client.plan::<Event>().await.unwrap();
    assert_eq!((plan.denied.len(), plan.to_add.len()), (2, 1));
    assert!(plan.is_denied());
    let error = plan.apply(&client).await.unwrap_err();
    assert!(error.is_drift());
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"; 2]);
    assert_eq!(names(&client).await, ["clicks"]);
}
