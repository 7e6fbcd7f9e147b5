//! Live columns whose names only look like the declared one.

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{Client, ColumnRequest, DataType};
use serde_json::json;
use tests::{error_text, start_emulator, take_request_lines};

/// Starts an emulator with a table `events` that has BIGINT columns of these names.
///
/// They are added as another program would add them, because the client refuses such names.
async fn start_with_columns(profile: Profile, names: &[&str]) -> (Emulator, Client) {
    let (emulator, client) =
        start_emulator(Emulator::builder().profile(profile).table("events")).await;
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
