//! Live columns whose names only look like the declared one.

use std::time::Duration;

use peaka_emulator::{Echo, Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiRow, BiTable, Client, ColumnRequest, DataType};
use serde_json::{Value, json};
use tests::{error_text, start_emulator, take_request_lines};

#[derive(Debug, BiTable, BiRow)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    id: i64,
}

/// Starts an emulator with a table `events` that has BIGINT columns of these names.
///
/// They are added as another program would add them, because the client refuses such names.
async fn start_with_columns(profile: Profile, names: &[&str]) -> (Emulator, Client) {
    start_with_echo(profile, Echo::Requested, names).await
}

/// Like [`start_with_columns`], with this response to adds.
async fn start_with_echo(profile: Profile, echo: Echo, names: &[&str]) -> (Emulator, Client) {
    let builder = Emulator::builder().profile(profile).echo(echo);
    let (emulator, client) = start_emulator(builder.table("events")).await;
    let url = format!(
        "{}/data/projects/{}/bitable/events/columns",
        emulator.base_url(),
        emulator.project_id()
    );
    let columns: Vec<_> = names
        .iter()
        .map(|name| json!({"name": name, "dataType": "BIGINT"}))
        .collect();
    let response = reqwest::Client::new()
        .post(url)
        .bearer_auth(emulator.api_key())
        .json(&columns)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    emulator.take_requests();
    (emulator, client)
}

#[tokio::test]
async fn single_look_alike_column_is_matched_and_not_added_again() {
    for profile in [Profile::Documented, Profile::Observed] {
        for (declared, live, reported) in [
            (
                "caf\u{e9}",
                "cafe\u{301}",
                r"`cafe\u{301}`, which differs from `caf\u{e9}` only in Unicode normalization",
            ),
            (
                "id",
                "id\u{200b}",
                r"`id\u{200b}`, which differs only in white space or invisible characters",
            ),
            (
                "userId",
                "userid",
                "`userid`, which differs only in letter case",
            ),
            ("user_id", "USERID", "`USERID`"),
            ("id", "ID", "`ID`, which differs only in letter case"),
        ] {
            let (emulator, client) = start_with_columns(profile, &[live]).await;
            let columns = [ColumnRequest::new(declared, DataType::Bigint)];
            for run in 1..=2 {
                let report = client.sync_table("events", &columns).await.unwrap();
                let warned: Vec<_> = report.warned.iter().map(ToString::to_string).collect();
                assert_eq!(
                    warned,
                    [format!("column `{declared}`: stored as {reported}")],
                    "{profile}, run {run}"
                );
                assert_eq!(report.present, [declared]);
                assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
            }
        }
    }
}

#[tokio::test]
async fn several_look_alikes_are_an_error_and_nothing_is_added() {
    for profile in [Profile::Documented, Profile::Observed] {
        let (emulator, client) = start_with_columns(profile, &["id\u{200b}", "ID"]).await;
        let columns = ["id", "clicks"].map(|name| ColumnRequest::new(name, DataType::Bigint));
        for run in 1..=2 {
            assert_eq!(
                error_text(client.sync_table("events", &columns).await),
                "table `events` does not match its declaration: column `id`: declared BIGINT, but \
                 several live columns have names that look like it: `ID`, `id\\u{200b}` (nothing \
                 was written); help: rename the column that holds the data to `id` in Peaka \
                 Studio, or delete the others with `delete_columns`",
                "{profile}, run {run}"
            );
            assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
        }
    }
}

#[tokio::test]
async fn select_reads_a_single_look_alike_column() {
    for profile in [Profile::Documented, Profile::Observed] {
        let (emulator, client) = start_with_columns(profile, &["ID"]).await;
        let row = json!({"ID": 7});
        emulator.insert_rows("emulator", "events", &[row]).unwrap();
        let event = Event::select(&client).filter("id = 7").fetch_one().await;
        assert_eq!(event.unwrap().id, 7, "{profile}");
    }
}

#[tokio::test]
async fn select_from_several_look_alike_columns_sends_no_query() {
    for profile in [Profile::Documented, Profile::Observed] {
        let (emulator, client) = start_with_columns(profile, &["id\u{200b}", "ID"]).await;
        assert_eq!(
            error_text(Event::select(&client).fetch_all().await),
            "table `events`: several columns have names that look like `id`: `id\\u{200b}`, `ID`; \
             help: declare the name of one of them, or rename the others in Peaka Studio"
        );
        assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
    }
}

#[tokio::test]
async fn several_look_alike_tables_are_an_error_of_selects_and_syncs() {
    for profile in [Profile::Documented, Profile::Observed] {
        let builder = Emulator::builder().profile(profile);
        let builder = builder.table("EVENTS").table("Events");
        let (emulator, client) = start_emulator(builder).await;
        let error = "table `events` does not exist, but several tables have names that look like it: \
                     `EVENTS`, `Events`; help: use the name of one of them, or rename the others in \
                     Peaka Studio";
        let selected = error_text(Event::select(&client).fetch_all().await);
        assert_eq!(selected, error, "{profile}");
        assert_eq!(
            take_request_lines(&emulator),
            ["GET /events/columns", "GET"]
        );
        let synced = Event::sync_columns(&client).create_table(true).await;
        assert_eq!(error_text(synced), error, "{profile}");
        assert_eq!(
            take_request_lines(&emulator),
            ["GET /events/columns", "GET"]
        );
    }
}

/// The advice of the error works: with one candidate left, the sync deletes the other one and matches it.
#[tokio::test]
async fn look_alike_that_is_deleted_leaves_the_other_one() {
    let (emulator, client) = start_with_columns(Profile::Documented, &["ID", "Id"]).await;
    let columns = [ColumnRequest::new("id", DataType::Bigint)];
    let sync = client.sync_table("events", &columns);
    error_text(sync.clone().await);
    emulator.take_requests();
    let report = sync.delete_columns(["Id"]).await.unwrap();
    assert_eq!(
        (report.present, report.deleted),
        (vec!["id".to_owned()], vec!["Id".to_owned()])
    );
    assert_eq!(
        take_request_lines(&emulator),
        [
            "GET /events/columns",
            "DELETE /events/columns/Id",
            "GET /events/columns"
        ]
    );
    let report = client.sync_table("events", &columns).await.unwrap();
    assert_eq!(report.present, ["id"]);
}

const GET: &str = "GET /events/columns";
const POST: &str = "POST /events/columns";

/// Hides a column from a list, as if it had been read before the column was added.
fn hide(column: &'static str) -> Fault {
    Fault::edit(move |columns| {
        if let Value::Array(columns) = columns {
            columns.retain(|listed| listed["name"] != column);
        }
    })
}

/// Another program adds the look-alike between the list and the add of the sync.
#[tokio::test]
async fn stale_list_with_a_look_alike_of_an_added_column_is_reread() {
    for profile in [Profile::Documented, Profile::Observed] {
        for (declared, other) in [("userId", "userid"), ("id", "ID"), ("title", "Title")] {
            for echo in [Echo::Requested, Echo::Stored] {
                let (emulator, client) = start_with_echo(profile, echo, &[other]).await;
                emulator.inject(Operation::ListColumns, hide(other));
                emulator.inject(Operation::AddColumns, Fault::Stale { lists: 2 });
                let columns = [ColumnRequest::new(declared, DataType::Bigint)];
                let report = client.sync_table("events", &columns).await.unwrap();
                assert_eq!(
                    (report.added, report.unmanaged),
                    (vec![declared.to_owned()], vec![other.to_owned()]),
                    "{profile}, {echo}"
                );
                let warned: Vec<_> = report.warned.iter().map(|drift| &drift.column).collect();
                assert_eq!(warned, [other]);
                assert_eq!(take_request_lines(&emulator), [GET, POST, GET, GET, GET]);
            }
        }
    }
}

#[tokio::test]
async fn stale_list_with_a_look_alike_is_reread_after_an_add_without_a_confirmation() {
    for add in [
        Fault::ExecuteThenDrop,
        Fault::execute_then_respond(400, "text/plain", ""),
    ] {
        let (emulator, client) = start_with_columns(Profile::Observed, &["userid"]).await;
        emulator.inject(Operation::ListColumns, hide("userid"));
        emulator.inject(Operation::AddColumns, add);
        emulator.inject(Operation::ListColumns, hide("userId"));
        let columns = [ColumnRequest::new("userId", DataType::Bigint)];
        let report = client.sync_table("events", &columns).await.unwrap();
        assert_eq!(report.unmanaged, ["userid"]);
        assert_eq!(take_request_lines(&emulator), [GET, POST, GET, GET]);
    }
}

/// The service removes underscores unless another live column has one.
#[tokio::test]
async fn name_without_underscores_is_a_look_alike_only_if_the_service_keeps_underscores() {
    for (live, lists) in [(&["userid", "b_c"][..], 3), (&["userid", "bc"], 1)] {
        let (emulator, client) = start_with_columns(Profile::Documented, live).await;
        emulator.inject(Operation::ListColumns, hide("userid"));
        emulator.inject(Operation::AddColumns, Fault::Stale { lists: 2 });
        let columns = [ColumnRequest::new("user_id", DataType::Bigint)];
        let report = client.sync_table("events", &columns).await.unwrap();
        assert_eq!(report.added, ["user_id"]);
        let polls = vec![GET; lists];
        assert_eq!(
            take_request_lines(&emulator),
            [vec![GET, POST], polls].concat()
        );
    }
}

/// Makes the service add nothing and respond with this name. The lists after the add show `userid`.
async fn start_with_wide_folding(echoed: &str) -> (Emulator, Client) {
    let (emulator, client) = start_with_columns(Profile::Observed, &["userid"]).await;
    emulator.inject(Operation::ListColumns, hide("userid"));
    let echo = json!([{"name": echoed, "dataType": "bigint"}]).to_string();
    let add = Fault::respond(200, "application/json", echo);
    emulator.inject(Operation::AddColumns, add);
    (emulator, client)
}

/// The service may store letters and digits alone. If the response shows the stored name, one list is enough.
#[tokio::test]
async fn added_column_is_found_under_a_name_that_looks_like_it() {
    for (echoed, lists) in [("userid", 1), ("userId", 7)] {
        let (emulator, client) = start_with_wide_folding(echoed).await;
        let columns = [ColumnRequest::new("userId", DataType::Bigint)];
        let report = client.sync_table("events", &columns).await.unwrap();
        assert_eq!(
            (report.added, report.unmanaged),
            (vec!["userId".to_owned()], vec![])
        );
        let polls = vec![GET; lists];
        assert_eq!(
            take_request_lines(&emulator),
            [vec![GET, POST], polls].concat()
        );
    }
}

#[tokio::test]
async fn look_alike_of_an_added_column_is_no_success_at_the_deadline() {
    let (emulator, client) = start_with_wide_folding("userId").await;
    let columns = [ColumnRequest::new("userId", DataType::Bigint)];
    let sync = client
        .sync_table("events", &columns)
        .timeout(Duration::from_millis(600));
    assert_eq!(
        error_text(sync.await),
        "table `events` does not match its declaration: column `userId` was added, but is not \
         listed yet (sent: add `userId`); help: retry: the column list may be stale"
    );
    assert_eq!(take_request_lines(&emulator), [GET, POST, GET, GET, GET]);
    let report = client.sync_table("events", &columns).await.unwrap();
    assert_eq!(report.present, ["userId"]);
}
