//! `peaka emulate`, used by other programs.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Child;

use crate::support::{ended, failed, program};

/// A started emulator, and its first lines.
async fn emulated(arguments: &[&str], count: usize) -> (Child, Vec<String>) {
    let mut child = program(arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut read = Vec::new();
    for _ in 0..count {
        read.push(lines.next_line().await.unwrap().expect("a line"));
    }
    (child, read)
}

#[tokio::test]
async fn what_it_prints_leads_other_programs_to_it() {
    let arguments = ["emulate", "--port", "0", "--profile", "observed"];
    let (mut child, lines) = emulated(&arguments, 3).await;
    let mut tables = program(&["tables"]);
    for line in &lines {
        let (name, value) = line
            .strip_prefix("export ")
            .unwrap()
            .split_once('=')
            .unwrap();
        tables.env(name, value);
    }
    let told = ended(tables).await;
    assert_eq!(
        (told.code, &*told.stderr),
        (0, "the project has no BI tables\n")
    );
    child.kill().await.unwrap();
    let mut remark = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut remark)
        .await
        .unwrap();
    let base_url = lines[0].split_once('=').unwrap().1;
    assert_eq!(
        remark,
        format!("Serving the observed profile at {base_url}. Press Ctrl-C to stop.\n")
    );
}

#[tokio::test]
async fn a_document_of_one_line_says_the_same() {
    let arguments = ["emulate", "--port", "0", "--project", "p", "--json"];
    let (_child, lines) = emulated(&arguments, 1).await;
    let document: Value = serde_json::from_str(&lines[0]).unwrap();
    let text = |field: &str| document[field].as_str().unwrap();
    assert_eq!(
        lines[0],
        format!(
            r#"{{"version":1,"baseUrl":"{}","apiKey":"emulator-key","projectId":"p"}}"#,
            text("baseUrl")
        )
    );
    let mut tables = program(&["tables", "--base-url", text("baseUrl"), "--project-id", "p"]);
    tables.env("PEAKA_API_KEY", text("apiKey")).arg("--json");
    let listed = ended(tables).await;
    let document: Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(document, json!({"version": 1, "tables": []}));
}

#[tokio::test]
async fn a_port_in_use_is_one_sentence() {
    let (_child, lines) = emulated(&["emulate", "--port", "0"], 1).await;
    let port = lines[0]
        .trim_end_matches("/api/v1")
        .rsplit(':')
        .next()
        .unwrap();
    let told = ended(program(&["emulate", "--port", port])).await;
    let sentence = format!(
        "failed to listen on 127.0.0.1:{port}: the port is in use; help: choose another port with `--port`, or any \
         free one with `--port 0`"
    );
    assert_eq!(told, failed(&sentence));
}

#[tokio::test]
async fn it_makes_calls_go_wrong_on_demand() {
    let arguments = [
        "emulate",
        "--port",
        "0",
        "--fault",
        "list-tables:1:answer=409",
    ];
    let (_child, lines) = emulated(&arguments, 3).await;
    let mut tables = program(&["tables"]);
    for line in &lines {
        let (name, value) = line
            .strip_prefix("export ")
            .unwrap()
            .split_once('=')
            .unwrap();
        tables.env(name, value);
    }
    let told = ended(tables).await;
    assert_eq!(told.code, 1);
    let refused = "error: Peaka refused to list the BI tables (409";
    assert!(told.stderr.starts_with(refused), "{}", told.stderr);
}
