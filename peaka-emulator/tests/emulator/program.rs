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

/// The status of the answer to a request below the tables, or 0 if there is none.
async fn status(base_url: &str, method: reqwest::Method, path: &str) -> u16 {
    let url = format!("{base_url}/data/projects/emulator/bitable{path}");
    let http = reqwest::Client::new();
    let request = http.request(method, url).bearer_auth("emulator-key");
    let answer = request.send().await;
    answer.map_or(0, |answer| answer.status().as_u16())
}

#[tokio::test]
async fn it_injects_the_faults_of_its_arguments() {
    let arguments = [
        "--port",
        "0",
        "--fault",
        "list-tables:2:answer=503",
        "--fault",
        "list-tables:3:drop",
        "--fault",
        "create-table:drop-after",
        "--fault",
        "create-table:answer=429,retry-after: Sun, 06 Nov 1994 08:49:37 GMT",
    ];
    let (_child, [base_url, _, _], _lines) = started(&arguments).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(status(&base_url, reqwest::Method::GET, "").await);
    }
    assert_eq!(statuses, [200, 503, 0, 200]);
    assert_eq!(status(&base_url, reqwest::Method::POST, "/t").await, 0);
    assert_eq!(
        status(&base_url, reqwest::Method::GET, "/t/columns").await,
        200
    );
    let url = format!("{base_url}/data/projects/emulator/bitable/u");
    let request = reqwest::Client::new().post(url).bearer_auth("emulator-key");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 429);
    assert_eq!(
        answer.headers()["retry-after"],
        "Sun, 06 Nov 1994 08:49:37 GMT"
    );
    assert_eq!(answer.text().await.unwrap(), "a fault on demand");
}

#[tokio::test]
async fn it_knows_every_kind_of_fault() {
    let faults = [
        "info:answer=200",
        "info:1:answer-after=999,a:b:c",
        "list:drop",
        "add:3:drop-after",
        "update:reset",
        "delete:18446744073709551615:reset-after",
        "add:late=2s",
        "list:drip=50ms",
        "list:truncate=0",
        "list:oversized=10000000",
        "list:oversized-in-chunks=10000000",
        "list:gzip-bomb=10000000",
        "add:stale=3",
        "add:partly=1",
        "add:partly=0,409",
        "delete-table:drip=18446744073709551615s",
    ];
    let mut arguments = vec!["--port", "0"];
    arguments.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
    let (_child, [base_url, _, _], _lines) = started(&arguments).await;
    assert_eq!(status(&base_url, reqwest::Method::GET, "").await, 200);
}

#[tokio::test]
async fn a_seed_gives_the_same_faults_as_in_the_library() {
    let arguments = ["--port", "0", "--seed", "7", "--fault-rate", "0.5"];
    let (_child, [base_url, _, _], _lines) = started(&arguments).await;
    let schedule = peaka_emulator::Schedule::seeded(7).rate(0.5);
    let library = Emulator::builder()
        .schedule(schedule)
        .start()
        .await
        .unwrap();
    let mut statuses = (Vec::new(), Vec::new());
    for _ in 0..20 {
        statuses
            .0
            .push(status(&base_url, reqwest::Method::GET, "").await);
        statuses
            .1
            .push(status(library.base_url(), reqwest::Method::GET, "").await);
    }
    assert_eq!(statuses.0, statuses.1);
    let struck = statuses.0.iter().filter(|status| **status != 200).count();
    assert!((1..20).contains(&struck), "{:?}", statuses.0);
}

#[tokio::test]
async fn a_wrong_fault_is_explained() {
    let operations = "`info`, `list-tables`, `create-table`, `delete-table`, `list`, `add`, `update` or `delete`";
    let kinds = "`answer`, `answer-after`, `drop`, `drop-after`, `reset`, `reset-after`, `late`, `drip`, \
                 `truncate`, `oversized`, `oversized-in-chunks`, `gzip-bomb`, `stale` or `partly`";
    let answer = "`answer=STATUS[,HEADER:VALUE]`, such as `answer=429,retry-after:2`";
    for (fault, message) in [
        (
            "",
            "it must be OPERATION[:NTH]:KIND[=VALUE], such as `add:3:drop-after`".to_owned(),
        ),
        (
            "add",
            "it must be OPERATION[:NTH]:KIND[=VALUE], such as `add:3:drop-after`".to_owned(),
        ),
        (
            "adds:drop",
            format!("unknown operation `adds`: it must be {operations}"),
        ),
        ("add:", format!("unknown fault ``: it must be {kinds}")),
        ("add:1:", format!("unknown fault ``: it must be {kinds}")),
        ("add:3", format!("unknown fault `3`: it must be {kinds}")),
        (
            "add:Drop",
            format!("unknown fault `Drop`: it must be {kinds}"),
        ),
        (
            "add:0:drop",
            "`0` is no number of a call: the next call is 1".to_owned(),
        ),
        (
            "add:three:drop",
            "`three` is no number of a call: the next call is 1".to_owned(),
        ),
        (
            "add:drop=1",
            "`drop=1` must be `drop`, which has no value".to_owned(),
        ),
        (
            "add:drop=",
            "`drop=` must be `drop`, which has no value".to_owned(),
        ),
        ("add:answer", format!("`answer` must be {answer}")),
        ("add:answer=100", format!("`answer=100` must be {answer}")),
        (
            "add:answer=500,a",
            format!("`answer=500,a` must be {answer}"),
        ),
        (
            "add:late=2",
            "`late=2` must be `late=WAIT`, such as `late=2s`".to_owned(),
        ),
        (
            "add:drip=ms",
            "`drip=ms` must be `drip=PAUSE`, such as `drip=50ms`".to_owned(),
        ),
        (
            "add:stale=-1",
            "`stale=-1` must be `stale=LISTS`, such as `stale=3`".to_owned(),
        ),
        (
            "add:partly=1,0",
            "`partly=1,0` must be `partly=COLUMNS[,STATUS]`, such as `partly=1,500`".to_owned(),
        ),
    ] {
        let output = program(&["--fault", fault]).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{fault}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(&message), "{fault}: {said}");
    }
    for (arguments, message) in [
        (
            ["--seed", "1", "--fault-rate", "1.1"],
            "it must be a number from 0 to 1",
        ),
        (
            ["--seed", "1", "--fault-rate", "NaN"],
            "it must be a number from 0 to 1",
        ),
        (["--seed", "one", "--fault-rate", "1"], "invalid digit"),
        (["--port", "0", "--fault-rate", "1"], "--seed <NUMBER>"),
    ] {
        let output = program(&arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
}
