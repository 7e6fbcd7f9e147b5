//! The program, as a process.

use std::process::Stdio;

use peaka_emulator::Emulator;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peaka-emulator"));
    command.args(arguments).kill_on_drop(true);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A started program, and what it exports.
async fn started(arguments: &[&str]) -> (Child, [String; 3], Lines<BufReader<ChildStdout>>) {
    let mut child = program(arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut exports = [const { String::new() }; 3];
    for (export, name) in exports
        .iter_mut()
        .zip(["BASE_URL", "API_KEY", "PROJECT_ID"])
    {
        let line = lines.next_line().await.unwrap().expect("a line");
        let value = line
            .strip_prefix(&format!("export PEAKA_{name}="))
            .expect(&line);
        *export = value.to_owned();
    }
    (child, exports, lines)
}

#[tokio::test]
async fn it_prints_what_leads_to_it_and_answers() {
    let (_child, [base_url, key, project], _lines) = started(&["--port", "0"]).await;
    assert!(base_url.starts_with("http://127.0.0.1:"), "{base_url}");
    assert_eq!(
        (key.as_str(), project.as_str()),
        ("emulator-key", "emulator")
    );
    let create = format!("{base_url}/data/projects/{project}/bitable/page_views");
    let answer = reqwest::Client::new()
        .post(create)
        .bearer_auth(key)
        .send()
        .await
        .unwrap();
    assert!(
        answer
            .text()
            .await
            .unwrap()
            .contains(r#""tableName":"page_views""#)
    );
}

#[tokio::test]
async fn it_does_as_its_arguments_say() {
    let arguments = [
        "--port",
        "0",
        "--profile",
        "observed",
        "--echo",
        "stored",
        "--api-key",
        "it's me",
        "--project",
        "p",
    ];
    let (_child, [base_url, key, project], _lines) = started(&arguments).await;
    assert_eq!((key.as_str(), project.as_str()), (r"'it'\''s me'", "p"));
    let tables = format!("{base_url}/data/projects/p/bitable");
    let http = reqwest::Client::new();
    http.post(format!("{tables}/t"))
        .bearer_auth("it's me")
        .send()
        .await
        .unwrap();
    let column = serde_json::json!([{"name": "user_id", "dataType": "DATE"}]);
    let add = http
        .post(format!("{tables}/t/columns"))
        .bearer_auth("it's me")
        .json(&column);
    let answer = add.send().await.unwrap().text().await.unwrap();
    assert!(answer.contains(r#""name":"userid""#), "{answer}");
}

#[tokio::test]
async fn a_port_in_use_is_one_sentence_and_a_failure() {
    let emulator = Emulator::builder().start().await.unwrap();
    let port = emulator
        .base_url()
        .trim_end_matches("/api/v1")
        .rsplit(':')
        .next()
        .unwrap();
    let output = program(&["--port", port]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!("peaka-emulator: cannot listen on port {port} of 127.0.0.1: it is in use\n")
    );
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn an_unknown_profile_is_explained() {
    for arguments in [
        ["--profile", "real"],
        ["--api-key", ""],
        ["--project", ""],
        ["--port", "70000"],
    ] {
        let output = program(&arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let output = program(&["--profile", "real"]).output().await.unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("it must be `documented` or `observed`"),
        "{message}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_ends_it_well() {
    let (mut child, _exports, _lines) = started(&["--port", "0"]).await;
    let id = child.id().unwrap().to_string();
    let interrupt = Command::new("kill")
        .args(["-INT", &id])
        .status()
        .await
        .unwrap();
    assert!(interrupt.success());
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
}

#[tokio::test]
async fn it_serves_although_nobody_reads_what_it_prints() {
    let emulator = Emulator::builder().start().await.unwrap();
    let port = emulator
        .base_url()
        .trim_end_matches("/api/v1")
        .rsplit(':')
        .next()
        .unwrap()
        .to_owned();
    emulator.stop().await;
    let mut child = program(&["--port", &port]).spawn().unwrap();
    drop(child.stdout.take());
    drop(child.stderr.take());
    let url = format!("http://127.0.0.1:{port}/api/v1/info");
    let mut status = None;
    for _ in 0..200 {
        if let Ok(answer) = reqwest::get(&url).await {
            status = Some(answer.status().as_u16());
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(status, Some(401));
    assert!(child.try_wait().unwrap().is_none());
}
