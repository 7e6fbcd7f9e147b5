//! `peaka emulate`, and programs that connect to it.

use std::fs;

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
use serde_json::{Value, json};
use tempfile::tempdir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::support::{Service, failure, program, run, success};

/// Starts an emulator, and returns it with the first lines that it prints.
pub(crate) async fn start(arguments: &[&str], count: usize) -> (Child, Vec<String>) {
    let mut child = program(arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut read = Vec::new();
    for _ in 0..count {
        read.push(lines.next_line().await.unwrap().expect("a line"));
    }
    (child, read)
}

/// Returns the names and the values of the variables that the emulator printed.
pub(crate) fn variables(lines: &[String]) -> impl Iterator<Item = (&str, &str)> {
    lines.iter().map(|line| {
        let variable = line.strip_prefix("export ").unwrap();
        variable.split_once('=').unwrap()
    })
}

/// Returns the program with the variables that the emulator printed.
fn connected(arguments: &[&str], lines: &[String]) -> Command {
    let mut command = program(arguments);
    command.envs(variables(lines));
    command
}

#[tokio::test]
async fn printed_variables_connect_other_programs() {
    let arguments = ["emulate", "--port", "0", "--profile", "observed"];
    let (mut child, lines) = start(&arguments, 3).await;
    let output = run(connected(&["tables"], &lines)).await;
    assert_eq!(
        (output.code, &*output.stderr),
        (0, "note: the project has no BI tables\n")
    );
    child.kill().await.unwrap();
    let mut note = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut note)
        .await
        .unwrap();
    let base_url = lines[0].split_once('=').unwrap().1;
    assert_eq!(
        note,
        format!(
            "note: serving the observed profile (Peaka as observed in August 2026: removes underscores from names, \
             and accepts flags, display names and updates without storing them) at {base_url}; press Ctrl-C to stop\n"
        )
    );
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_and_termination_exit_with_success() {
    for signal in ["INT", "TERM"] {
        let (mut child, _lines) = start(&["emulate", "--port", "0"], 3).await;
        let id = child.id().unwrap().to_string();
        // The shell has the command built in. Debian's base has no program of this name.
        let sent = Command::new("sh")
            .args(["-c", "kill -s $1 \"$0\"", &id, signal])
            .status();
        assert!(sent.await.unwrap().success());
        assert_eq!(child.wait().await.unwrap().code(), Some(0));
    }
}

#[tokio::test]
async fn json_is_one_line() {
    let arguments = ["emulate", "--port", "0", "--project-id", "p", "--json"];
    let (_child, lines) = start(&arguments, 1).await;
    let document: Value = serde_json::from_str(&lines[0]).unwrap();
    schemas::assert_valid("EmulateDocument", &document);
    let text = |field: &str| document[field].as_str().unwrap();
    assert_eq!(
        lines[0],
        format!(
            r#"{{"version":1,"baseUrl":"{}","apiKey":"emulator-key","projectId":"p","profile":"documented","errors":[]}}"#,
            text("baseUrl")
        )
    );
    let mut tables = program(&["tables", "--base-url", text("baseUrl"), "--project-id", "p"]);
    tables.env("PEAKA_API_KEY", text("apiKey")).arg("--json");
    assert_eq!(
        run(tables).await.json("TablesDocument"),
        json!({"version": 1, "tables": [], "errors": []})
    );
}

#[tokio::test]
async fn api_key_option_is_the_key_that_the_emulator_accepts() {
    let arguments = ["emulate", "--port", "0", "--api-key", "canary-4711"];
    let (_child, lines) = start(&arguments, 3).await;
    assert_eq!(lines[1], "export PEAKA_API_KEY=canary-4711");
    let accepted = run(connected(&["tables"], &lines)).await;
    assert_eq!(accepted.code, 0, "{accepted:?}");
    let mut tables = connected(&["tables"], &lines);
    tables.env("PEAKA_API_KEY", "emulator-key");
    let rejected = run(tables).await;
    assert_eq!(rejected.code, 1);
    assert!(
        rejected.stderr.contains("the API key was rejected"),
        "{rejected:?}"
    );
}

#[tokio::test]
async fn port_in_use_is_an_error() {
    let (_child, lines) = start(&["emulate", "--port", "0"], 1).await;
    let port = lines[0]
        .trim_end_matches("/api/v1")
        .rsplit(':')
        .next()
        .unwrap();
    let output = run(program(&["emulate", "--port", port])).await;
    let message = format!(
        "failed to listen on 127.0.0.1:{port}: the port is in use; help: choose another port with \
         `--port`, or any free one with `--port 0`"
    );
    assert_eq!(output, failure(&message));
}

#[tokio::test]
async fn fault_option_makes_a_request_fail() {
    let arguments = [
        "emulate",
        "--port",
        "0",
        "--fault",
        "list-tables:1:answer=409",
    ];
    let (_child, lines) = start(&arguments, 3).await;
    let output = run(connected(&["tables"], &lines)).await;
    assert_eq!(output.code, 1);
    let error = "error: failed to list the BI tables: status 409";
    assert!(output.stderr.starts_with(error), "{}", output.stderr);
}

/// Saves the tables of a service, loads them into another one, and saves that one's.
#[tokio::test]
async fn loaded_tables_have_the_same_snapshots() {
    let columns = [
        ColumnRequest::new("user_id", DataType::Bigint)
            .default_value(DefaultValue::Bigint(7))
            .not_null()
            .unique()
            .display_name("User"),
        ColumnRequest::new("price", DataType::Decimal).default_value(DefaultValue::Text("1.50")),
        ColumnRequest::new("seen", DataType::Timestamp),
    ];
    for saved in [Profile::Documented, Profile::Observed] {
        let emulator = Emulator::builder().profile(saved);
        let service = Service::start(emulator.table("page_views").table("orders")).await;
        let tables = service.emulator.tables("emulator");
        let added = service.client.add_columns(&tables[0], &columns).await;
        added.unwrap();
        let directory = tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        let snapshot = ["snapshot", "--all", "--out", path];
        assert_eq!(service.run(&snapshot).await.code, 0);
        let file = format!("{path}/{}.json", tables[0]);
        let content = fs::read_to_string(&file).unwrap();

        for profile in ["documented", "observed"] {
            let arguments = [
                "emulate",
                "--port",
                "0",
                "--profile",
                profile,
                "--load",
                path,
            ];
            let (_child, lines) = start(&arguments, 3).await;
            let unchanged = format!("unchanged `{path}/orders.json`\nunchanged `{file}`\n");
            let refreshed = run(connected(&snapshot, &lines)).await;
            assert_eq!(refreshed, success(&unchanged), "{saved} {profile}");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
}

/// Saves the columns and the rows of a table, loads both into another service, and prints the rows of that one.
#[tokio::test]
async fn saved_rows_are_loaded_with_their_table() {
    let service = Service::start(Emulator::builder().table("page_views")).await;
    let columns = [
        ColumnRequest::new("user_id", DataType::Bigint),
        ColumnRequest::new("note", DataType::Varchar),
        ColumnRequest::new("seen", DataType::Timestamp),
    ];
    let added = service.client.add_columns("page_views", &columns).await;
    added.unwrap();
    let rows = [
        json!({"user_id": "9007199254740993", "note": "", "seen": "2024-01-31 08:30:00.25"}),
        json!({"note": "it's \"\u{e4}\",\n\r\n"}),
        json!({"user_id": 3}),
    ];
    let inserted = service
        .emulator
        .insert_rows("emulator", "page_views", &rows);
    inserted.unwrap();
    let directory = tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let snapshot = service.run(&["snapshot", "--all", "--out", path]).await;
    assert_eq!(snapshot.code, 0);
    let csv = ["rows", "page_views", "--format", "csv"];
    let saved = service.run(&csv).await;
    assert_eq!(
        saved,
        success(
            "user_id,note,seen\n9007199254740993,\"\",2024-01-31 08:30:00.250000\n,\"it's \"\"\u{e4}\"\",\n\r\n\",\n3,,\n"
        )
    );
    fs::write(format!("{path}/page_views.csv"), &saved.stdout).unwrap();

    let (_child, lines) = start(&["emulate", "--port", "0", "--load", path], 3).await;
    assert_eq!(run(connected(&csv, &lines)).await, saved);
    let table = "user_id           note             seen\n\
                 9007199254740993  \"\"               2024-01-31 08:30:00.250000\n\
                 NULL              it's \"\u{e4}\",\\n\\r\\n  NULL\n\
                 3                 NULL             NULL\n";
    let rows = run(connected(&["rows", "page_views"], &lines)).await;
    assert_eq!(rows, success(table));
    let sql = r#"SELECT COUNT(*) AS n FROM "peaka"."bitable"."page_views" WHERE note = ''"#;
    let count = run(connected(&["query", sql], &lines)).await;
    assert_eq!(count, success("n\n1\n"));
}

#[tokio::test]
async fn loaded_file_that_is_not_a_snapshot_is_an_error() {
    let directory = tempdir().unwrap();
    let file = directory.path().join("package.json");
    fs::write(&file, "{\"name\": \"shop\"}").unwrap();
    let arguments = [
        "emulate",
        "--port",
        "0",
        "--load",
        directory.path().to_str().unwrap(),
    ];
    let message = format!(
        "failed to load `{}`: not a snapshot: missing field `version` at line 1 column 16; help: save the file with \
         `peaka snapshot TABLE --out FILE`, or move it to another directory",
        file.display()
    );
    assert_eq!(run(program(&arguments)).await, failure(&message));
}
