//! The service repeats the API key in another encoding, and no error, report or plan shows it.

use peaka_emulator::{Emulator, Fault, Operation};
use peaka_runtime::{BiTable, Client};
use serde_json::json;
use tests::client_builder;

const KEY: &str = "Zq7Xv2Lk9Pw4Rt8Bn3Hs6Jd5";

/// The key in other encodings, computed by another program.
const FORMS: [&str; 8] = [
    "zq7xv2lk9pw4rt8bn3hs6jd5",
    "ZQ7XV2LK9PW4RT8BN3HS6JD5",
    "%5A%71%37%58%76%32%4C%6B%39%50%77%34%52%74%38%42%6E%33%48%73%36%4A%64%35",
    "5a71375876324c6b39507734527438426e334873364a6435",
    "5A71375876324C6B39507734527438426E334873364A6435",
    "WnE3WHYyTGs5UHc0UnQ4Qm4zSHM2SmQ1",
    // With `x` and `xy` before the key.
    "eFpxN1h2MkxrOVB3NFJ0OEJuM0hzNkpkNQ==",
    "eHlacTdYdjJMazlQdzRSdDhCbjNIczZKZDU=",
];

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    id: i64,
}

async fn start() -> (Emulator, Client) {
    let emulator = Emulator::builder().partner_key(KEY).table("events");
    let emulator = emulator.start().await.unwrap();
    let client = client_builder(&emulator).build().unwrap();
    (emulator, client)
}

/// Asserts that a text contains no eight characters of any form of the key.
fn assert_no_form(text: &str) {
    for form in FORMS {
        for part in form.as_bytes().windows(8) {
            let part = std::str::from_utf8(part).unwrap();
            // A part that the encoding shares with other text proves nothing.
            if !["Jd5", "==", "eFp", "eHl"]
                .iter()
                .any(|rest| part.contains(rest))
            {
                assert!(!text.contains(part), "{part} of {form} in {text}");
            }
        }
    }
}

#[tokio::test]
async fn fault_34_message_of_an_error_contains_no_form_of_the_key() {
    let (emulator, client) = start().await;
    for form in FORMS {
        for text in [
            format!("bad key {form}"),
            format!("{}{form}", "y ".repeat(95)),
            form[..14].to_owned(),
            form[form.len() - 14..].to_owned(),
        ] {
            let body = json!({"message": text}).to_string();
            for body in [body, text] {
                let fault = Fault::respond(400, "application/json", body);
                emulator.inject(Operation::ListTables, fault);
                let error = client.list_tables().await.unwrap_err();
                let text = error.to_string();
                assert!(text.contains("[API"), "{text}");
                assert_no_form(&text);
            }
        }
    }
}

#[tokio::test]
async fn fault_34_names_and_values_of_a_list_contain_no_form_of_the_key() {
    let (emulator, client) = start().await;
    let whole = FORMS.map(str::to_owned);
    let parts = FORMS.map(|form| [&form[..14], &form[form.len() - 14..]].map(str::to_owned));
    for form in whole.into_iter().chain(parts.concat()) {
        let columns = json!([
            {"name": "id", "dataType": form, "defaultValue": form},
            {"name": format!("note {form}"), "dataType": "varchar"},
        ]);
        for _ in 0..2 {
            let columns = columns.clone();
            let fault = Fault::edit(move |list| *list = columns);
            emulator.inject(Operation::ListColumns, fault);
        }
        let plan = Event::sync_columns(&client).plan().await.unwrap();
        let error = Event::sync_columns(&client).await.unwrap_err();
        let report = error.report().unwrap();
        for text in [
            plan.to_string(),
            error.to_string(),
            report.to_string(),
            serde_json::to_string(&plan).unwrap(),
            serde_json::to_string(report).unwrap(),
        ] {
            assert!(text.contains("[API key]"), "{text}");
            assert_no_form(&text);
        }
    }
}

#[tokio::test]
async fn fault_34_names_of_tables_contain_no_part_of_the_key() {
    let (emulator, client) = start().await;
    for form in FORMS {
        let tables = json!([{"tableName": &form[2..14], "catalogName": form}]);
        let fault = Fault::edit(move |list| *list = tables);
        emulator.inject(Operation::ListTables, fault);
        let tables = client.list_tables().await.unwrap();
        let catalog = tables[0].catalog_name.as_deref().unwrap();
        assert!(catalog.contains("[API key]"), "{catalog}");
        assert_no_form(&format!("{tables:?}"));
    }
}

/// A key may have words in common with names: the key of the emulator, for example.
#[tokio::test]
async fn words_of_the_key_are_no_secret_in_names() {
    let emulator = Emulator::builder()
        .partner_key("page_views-4711")
        .table("page_views");
    let emulator = emulator.start().await.unwrap();
    let client = client_builder(&emulator).build().unwrap();
    assert_eq!(
        client.list_tables().await.unwrap()[0].table_name,
        "page_views"
    );
}

/// The rows of a query have parts of the key by chance, so only the whole key is redacted in them.
#[tokio::test]
async fn rows_of_a_query_keep_values_that_are_a_part_of_the_key() {
    let (emulator, client) = start().await;
    let data =
        json!({"columns": [{"columnName": "a"}, {"columnName": "b"}], "data": [[&KEY[..12], KEY]]});
    let fault = Fault::respond(200, "application/json", data.to_string());
    emulator.inject(Operation::ExecuteQuery, fault);
    let row: (String, String) = client
        .query("SELECT a, b FROM t")
        .fetch_one()
        .await
        .unwrap();
    assert_eq!(row, (KEY[..12].to_owned(), "[API key]".to_owned()));
}
