//! `peaka emulate`, and programs that connect to it.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Child;

use crate::support::{failure, program, run};

/// Starts an emulator, and returns it with the first lines that it prints.
async fn start(arguments: &[&str], count: usize) -> (Child, Vec<String>) {
    let mut child = program(arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut read = Vec::new();
    for _ in 0..count {
        read.push(lines.next_line().await.unwrap().expect("a line"));
    }
    (child, read)
}

#[tokio::test]
async fn printed_variables_connect_other_programs() {
    let arguments = ["emulate", "--port", "0", "--profile", "observed"];
    let (mut child, lines) = start(&arguments, 3).await;
    let mut tables = program(&["tables"]);
    for line in &lines {
        let (name, value) = line
            .strip_prefix("export ")
            .unwrap()
            .split_once('=')
            .unwrap();
        tables.env(name, value);
    }
    let output = run(tables).await;
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
    let mut tables = program(&["tables"]);
    for line in &lines {
        let (name, value) = line
            .strip_prefix("export ")
            .unwrap()
            .split_once('=')
            .unwrap();
        tables.env(name, value);
    }
    let output = run(tables).await;
    assert_eq!(output.code, 1);
    let error = "error: failed to list the BI tables: status 409";
    assert!(output.stderr.starts_with(error), "{}", output.stderr);
}
