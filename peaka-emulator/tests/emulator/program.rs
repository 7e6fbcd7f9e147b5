//! Tests of the program as a process.

use std::collections::BTreeMap;
use std::process::Stdio;

use peaka_emulator::Emulator;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::raw_http::address;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peaka-emulator"));
    command.args(arguments).kill_on_drop(true);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Starts the program, and returns the values that it exports.
async fn start(arguments: &[&str]) -> (Child, [String; 3], Lines<BufReader<ChildStdout>>) {
    let mut child = program(arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut exports = [const { String::new() }; 3];
    for (export, name) in exports
        .iter_mut()
        .zip(["BASE_URL", "API_KEY", "PROJECT_ID"])
    {
        let line = lines.next_line().await.unwrap().expect("a line of output");
        let value = line
            .strip_prefix(&format!("export PEAKA_{name}="))
            .expect(&line);
        *export = value.to_owned();
    }
    (child, exports, lines)
}

#[tokio::test]
async fn program_prints_exports_and_serves() {
    let (_child, [base_url, key, project], _lines) = start(&["--port", "0"]).await;
    assert!(base_url.starts_with("http://127.0.0.1:"), "{base_url}");
    assert_eq!(
        (key.as_str(), project.as_str()),
        ("emulator-key", "emulator")
    );
    let create = format!("{base_url}/data/projects/{project}/bitable/page_views");
    let response = reqwest::Client::new()
        .post(create)
        .bearer_auth(key)
        .send()
        .await
        .unwrap();
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains(r#""tableName":"page_views""#)
    );
}

/// Returns the text of a file of the repository.
fn read(file: &str) -> String {
    let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    std::fs::read_to_string(format!("{repository}/{file}")).unwrap()
}

#[tokio::test]
async fn readme_shows_what_the_program_prints() {
    let (mut child, [base_url, key, project], mut lines) =
        start(&["--port", "0", "--profile", "observed"]).await;
    // Requests are not logged.
    assert_eq!(send(&base_url, reqwest::Method::GET, "").await, 200);
    child.kill().await.unwrap();
    assert_eq!(lines.next_line().await.unwrap(), None);
    let mut note = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut note).await.unwrap();
    let printed = format!(
        "{note}export PEAKA_BASE_URL={base_url}\nexport PEAKA_API_KEY={key}\nexport PEAKA_PROJECT_ID={project}\n"
    );
    let address = base_url.trim_end_matches("/api/v1");
    let (_, port) = address.rsplit_once(':').unwrap();
    let shown = format!(
        "$ peaka-emulator --port 8787 --profile observed\n{}```",
        printed.replace(port, "8787")
    );
    assert!(read("peaka-emulator/README.md").contains(&shown), "{shown}");
}

#[tokio::test]
async fn commands_of_the_readme_start_the_program() {
    let readme = read("peaka-emulator/README.md");
    let commands = readme
        .lines()
        .filter_map(|line| line.strip_prefix("$ peaka-emulator "));
    let mut count = 0;
    for command in commands {
        // Other programs may use the port.
        let command = command.replace("--port 8787", "");
        let arguments = command.split_whitespace().chain(["--port", "0"]);
        let (_child, [_, key, _], _lines) = start(&arguments.collect::<Vec<_>>()).await;
        assert_eq!(key, "emulator-key", "{command}");
        count += 1;
    }
    assert_eq!(count, 4);
}

#[tokio::test]
async fn readme_lists_all_options_with_their_defaults() {
    let readme = read("peaka-emulator/README.md");
    let (_, table) = readme
        .split_once("\n| option | meaning | default |\n| --- | --- | --- |\n")
        .unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    // An option without a default has a text instead, such as `none`.
    let documented: BTreeMap<_, _> = rows
        .map(|row| {
            let cells: Vec<_> = row.split(" | ").collect();
            let default = cells[2].strip_prefix('`');
            let option = cells[0].trim_start_matches("| ").trim_matches('`');
            (
                option,
                default.map(|default| default.trim_end_matches("` |")),
            )
        })
        .collect();

    let output = program(&["-h"]).output().await.unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let options = help.split("\n      --").skip(1);
    let listed: Vec<_> = options
        .map(|option| {
            let default = option.split_once("[default: ");
            let default = default.map(|(_, rest)| rest.split(']').next().unwrap());
            (option.split([' ', '\n']).next().unwrap(), default)
        })
        .collect();
    assert_eq!(listed.len(), documented.len(), "{help}");
    for (option, default) in listed {
        assert_eq!(documented.get(&*format!("--{option}")), Some(&default));
    }
}

#[tokio::test]
async fn entry_point_of_the_container_recipe_starts_the_program() {
    let recipe = read("integration/Containerfile");
    let instruction = |name: &str| {
        let line = recipe.lines().rev().find(|line| line.starts_with(name));
        line.unwrap()[name.len()..].trim().to_owned()
    };
    let entry_point: Vec<String> = serde_json::from_str(&instruction("ENTRYPOINT")).unwrap();
    let [program, arguments @ ..] = &entry_point[..] else {
        panic!("{entry_point:?}");
    };
    let build = format!("cargo build --release --locked --package {program}");
    assert_eq!(instruction("RUN"), build);
    let copy = format!("--from=build /source/target/release/{program} /usr/local/bin/");
    assert_eq!(instruction("COPY"), copy);
    assert_eq!(arguments.join(" "), "--host 0.0.0.0 --port 8787");
    assert_eq!(instruction("EXPOSE"), "8787");

    // Other programs may use this port.
    let arguments = arguments.iter().map(|argument| match argument.as_str() {
        "8787" => "0",
        argument => argument,
    });
    let (_child, [base_url, ..], _lines) = start(&arguments.collect::<Vec<_>>()).await;
    assert_eq!(send(&base_url, reqwest::Method::GET, "").await, 200);
}

#[tokio::test]
async fn program_applies_its_arguments() {
    let arguments = [
        "--port",
        "0",
        "--profile",
        "observed",
        "--echo",
        "stored",
        "--api-key",
        "it's-me",
        "--project-id",
        "p",
    ];
    let (_child, [base_url, key, project], _lines) = start(&arguments).await;
    assert_eq!((key.as_str(), project.as_str()), (r"'it'\''s-me'", "p"));
    let tables = format!("{base_url}/data/projects/p/bitable");
    let http = reqwest::Client::new();
    http.post(format!("{tables}/t"))
        .bearer_auth("it's-me")
        .send()
        .await
        .unwrap();
    let column = serde_json::json!([{"name": "user_id", "dataType": "DATE"}]);
    let add = http
        .post(format!("{tables}/t/columns"))
        .bearer_auth("it's-me")
        .json(&column);
    let response = add.send().await.unwrap().text().await.unwrap();
    assert!(response.contains(r#""name":"userid""#), "{response}");
}

#[tokio::test]
async fn port_in_use_is_reported_with_help() {
    let emulator = Emulator::builder().start().await.unwrap();
    let port = address(&emulator).port().to_string();
    let output = program(&["--port", &port]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: failed to listen on 127.0.0.1:{port}: the port is in use; help: choose another port with \
             `--port`, or any free one with `--port 0`\n"
        )
    );
    assert!(output.stdout.is_empty());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn host_is_the_address_to_listen_on() {
    let arguments = ["--host", "0.0.0.0", "--port", "0"];
    let (_child, [base_url, ..], _lines) = start(&arguments).await;
    assert!(base_url.starts_with("http://127.0.0.1:"), "{base_url}");
    for host in ["127.0.0.1", "127.0.0.2"] {
        let url = base_url.replace("127.0.0.1", host);
        assert_eq!(send(&url, reqwest::Method::GET, "").await, 200, "{host}");
    }

    let (_child, [base_url, ..], _lines) = start(&["--port", "0"]).await;
    assert_eq!(send(&base_url, reqwest::Method::GET, "").await, 200);
    let other = base_url.replace("127.0.0.1", "127.0.0.2");
    assert_eq!(send(&other, reqwest::Method::GET, "").await, 0);
}

#[tokio::test]
async fn unavailable_host_is_reported_with_help() {
    // This address is reserved for documentation.
    let arguments = ["--host", "192.0.2.1", "--port", "8787"];
    let output = program(&arguments).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: failed to listen on 192.0.2.1:8787: this machine does not have that address; help: choose \
         another address with `--host`, such as 0.0.0.0 for all addresses\n"
    );
}

/// Requests with and without a valid key do not accumulate.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn fault_36_program_does_not_accumulate_requests() {
    let (child, [base_url, key, project], _lines) = start(&["--port", "0"]).await;
    let status = format!("/proc/{}/status", child.id().unwrap());
    let memory = || {
        let status = std::fs::read_to_string(&status).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kibibytes = line.unwrap().split_whitespace().nth(1).unwrap();
        kibibytes.parse::<u64>().unwrap()
    };
    let http = reqwest::Client::new();
    let url = format!("{base_url}/data/projects/{project}/bitable/unknown/columns");
    let body = format!("[\"{}\"]", "x".repeat(900 * 1024));
    let send = async |key: &str| {
        let request = http.post(&url).bearer_auth(key).body(body.clone());
        request.send().await.unwrap().status().as_u16()
    };
    for _ in 0..5 {
        assert_eq!(send("other").await, 401);
    }
    let before = memory();
    for _ in 0..50 {
        assert_eq!(send("other").await, 401);
        assert_eq!(send(&key).await, 400);
    }
    let growth = memory().saturating_sub(before);
    assert!(growth < 20 * 1024, "memory grew by {growth} KiB");
}

#[tokio::test]
async fn program_accepts_allowed_hosts_only() {
    let arguments = [
        "--port",
        "0",
        "--allow-host",
        "peaka.test",
        "--allow-host",
        "proxy.test",
    ];
    let (_child, [base_url, ..], _lines) = start(&arguments).await;
    for (host, status) in [
        ("peaka.test:8787", 401),
        ("proxy.test:8787", 401),
        ("evil.example:8787", 421),
    ] {
        let request = reqwest::Client::new().get(format!("{base_url}/data/projects"));
        let response = request.header("host", host).send().await.unwrap();
        assert_eq!(response.status(), status, "{host}");
        if status == 421 {
            let text = response.text().await.unwrap();
            let help = "allow the host with `--allow-host evil.example`";
            assert!(text.contains(help), "{text}");
        }
    }
}

#[tokio::test]
async fn invalid_argument_exits_with_usage_error() {
    for arguments in [
        ["--profile", "real"],
        ["--api-key", ""],
        ["--api-key", "a b"],
        ["--project-id", ""],
        ["--project-id", "a/b"],
        ["--fault", "list:partial-add=1"],
        ["--fault", "info:stale=3"],
        ["--fault", "list-metadata:discard"],
        ["--fault", "add-relation:partial-add=1"],
        ["--metadata", "discovery=never"],
        ["--port", "70000"],
        ["--host", "localhost"],
        ["--allow-host", "peaka.test:8787"],
        ["--allow-host", "http://peaka.test"],
    ] {
        let output = program(&arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let output = program(&["--profile", "real"]).output().await.unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("[possible values: documented, observed]"),
        "{message}"
    );
}

/// SIGINT is Ctrl-C, and SIGTERM stops a container.
#[cfg(unix)]
#[tokio::test]
async fn signal_to_stop_exits_with_success() {
    for signal in ["INT", "TERM"] {
        let (mut child, _exports, _lines) = start(&["--port", "0"]).await;
        let id = child.id().unwrap().to_string();
        // The shell has the command built in. Debian's base has no program of this name.
        let sent = Command::new("sh")
            .args(["-c", "kill -s \"$0\" \"$1\"", signal, &id])
            .status()
            .await
            .unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().await.unwrap().code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn program_serves_when_its_output_is_closed() {
    let emulator = Emulator::builder().start().await.unwrap();
    let port = address(&emulator).port().to_string();
    emulator.stop().await;
    let mut child = program(&["--port", &port]).spawn().unwrap();
    drop(child.stdout.take());
    drop(child.stderr.take());
    let url = format!("http://127.0.0.1:{port}/api/v1/info");
    let mut status = None;
    for _ in 0..200 {
        if let Ok(response) = reqwest::get(&url).await {
            status = Some(response.status().as_u16());
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(status, Some(401));
    assert!(child.try_wait().unwrap().is_none());
}

/// Sends a request to a path relative to the tables, and returns the status, or 0 if there is no response.
async fn send(base_url: &str, method: reqwest::Method, path: &str) -> u16 {
    let url = format!("{base_url}/data/projects/emulator/bitable{path}");
    let http = reqwest::Client::new();
    let request = http.request(method, url).bearer_auth("emulator-key");
    let response = request.send().await;
    response.map_or(0, |response| response.status().as_u16())
}

#[tokio::test]
async fn fault_arguments_are_injected() {
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
    let (_child, [base_url, _, _], _lines) = start(&arguments).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(send(&base_url, reqwest::Method::GET, "").await);
    }
    assert_eq!(statuses, [200, 503, 0, 200]);
    assert_eq!(send(&base_url, reqwest::Method::POST, "/t").await, 0);
    assert_eq!(
        send(&base_url, reqwest::Method::GET, "/t/columns").await,
        200
    );
    let url = format!("{base_url}/data/projects/emulator/bitable/u");
    let request = reqwest::Client::new().post(url).bearer_auth("emulator-key");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(
        response.headers()["retry-after"],
        "Sun, 06 Nov 1994 08:49:37 GMT"
    );
    assert_eq!(response.text().await.unwrap(), "injected fault");
}

#[tokio::test]
async fn every_kind_of_fault_is_accepted() {
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
        "add:discard",
        "add:stale=3",
        "add:partial-add=1",
        "add:partial-add=0,409",
        "delete-table:drip=18446744073709551615s",
        "list-metadata:answer=200",
        "update-metadata:partial-add=1",
        "list-relations:drop",
        "add-relation:discard",
        "update-relation:stale=1",
        "delete-relation:drop-after",
        "refresh-metadata:discard",
        "get-refresh-status:late=2s",
        "generate-categorical-values:reset",
        "delete-categorical-values:reset-after",
        "list-golden-sqls:truncate=3",
        "add-golden-sql:answer-after=504",
        "delete-golden-sql:drip=1s",
    ];
    let mut arguments = vec!["--port", "0"];
    arguments.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
    let (_child, [base_url, _, _], _lines) = start(&arguments).await;
    assert_eq!(send(&base_url, reqwest::Method::GET, "").await, 200);
}

#[tokio::test]
async fn seed_draws_the_same_faults_as_the_library() {
    let arguments = ["--port", "0", "--seed", "7", "--fault-rate", "0.5"];
    let (_child, [base_url, _, _], _lines) = start(&arguments).await;
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
            .push(send(&base_url, reqwest::Method::GET, "").await);
        statuses
            .1
            .push(send(library.base_url(), reqwest::Method::GET, "").await);
    }
    assert_eq!(statuses.0, statuses.1);
    let faults = statuses.0.iter().filter(|status| **status != 200).count();
    assert!((1..20).contains(&faults), "{:?}", statuses.0);
}

#[tokio::test]
async fn invalid_fault_argument_is_explained() {
    let operations = "`info`, `list-tables`, `create-table`, `delete-table`, `list`, `add`, `update`, `delete`, `query`, \
                      `list-metadata`, `update-metadata`, `list-relations`, `add-relation`, `update-relation`, \
                      `delete-relation`, `refresh-metadata`, `get-refresh-status`, `generate-categorical-values`, \
                      `delete-categorical-values`, `list-golden-sqls`, `add-golden-sql`, `delete-golden-sql`";
    let kinds = "`answer`, `answer-after`, `drop`, `drop-after`, `reset`, `reset-after`, `late`, `drip`, \
                 `truncate`, `oversized`, `oversized-in-chunks`, `gzip-bomb`, `discard`, `stale`, `partial-add`";
    let answer_syntax = "`answer=STATUS[,HEADER:VALUE]`, such as `answer=429,retry-after:2`";
    for (fault, message) in [
        (
            "",
            "expected `OPERATION[:NTH]:KIND[=VALUE]`, such as `add:3:drop-after`".to_owned(),
        ),
        (
            "add",
            "expected `OPERATION[:NTH]:KIND[=VALUE]`, such as `add:3:drop-after`".to_owned(),
        ),
        (
            "adds:drop",
            format!("unknown operation `adds`: expected one of {operations}"),
        ),
        ("add:", format!("unknown fault ``: expected one of {kinds}")),
        ("add:1:", format!("unknown fault ``: expected one of {kinds}")),
        ("add:3", format!("unknown fault `3`: expected one of {kinds}")),
        (
            "add:Drop",
            format!("unknown fault `Drop`: expected one of {kinds}"),
        ),
        (
            "add:0:drop",
            "invalid call number `0`: expected a positive integer; the next call is 1".to_owned(),
        ),
        (
            "add:three:drop",
            "invalid call number `three`: expected a positive integer; the next call is 1".to_owned(),
        ),
        (
            "add:drop=1",
            "invalid fault `drop=1`: `drop` does not take a value".to_owned(),
        ),
        (
            "add:drop=",
            "invalid fault `drop=`: `drop` does not take a value".to_owned(),
        ),
        ("add:answer", format!("invalid fault `answer`: expected {answer_syntax}")),
        ("add:answer=100", format!("invalid fault `answer=100`: expected {answer_syntax}")),
        (
            "add:answer=500,a",
            format!("invalid fault `answer=500,a`: expected {answer_syntax}"),
        ),
        (
            "add:late=2",
            "invalid fault `late=2`: expected `late=WAIT`, such as `late=2s`".to_owned(),
        ),
        (
            "add:drip=ms",
            "invalid fault `drip=ms`: expected `drip=PAUSE`, such as `drip=50ms`".to_owned(),
        ),
        (
            "add:stale=-1",
            "invalid fault `stale=-1`: expected `stale=LISTS`, such as `stale=3`".to_owned(),
        ),
        (
            "add:partial-add=1,0",
            "invalid fault `partial-add=1,0`: expected `partial-add=COLUMNS[,STATUS]`, such as `partial-add=1,500`".to_owned(),
        ),
        (
            "add-golden-sql:partial-add=1",
            "`partial-add` applies only to `add` and `update-metadata`".to_owned(),
        ),
        (
            "list-metadata:discard",
            "`discard` applies only to operations that write".to_owned(),
        ),
    ] {
        let output = program(&["--fault", fault]).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{fault}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(&message), "{fault}: {stderr}");
    }
    for (arguments, message) in [
        (
            ["--seed", "1", "--fault-rate", "1.1"],
            "expected a number from 0 to 1",
        ),
        (
            ["--seed", "1", "--fault-rate", "NaN"],
            "expected a number from 0 to 1",
        ),
        (["--seed", "one", "--fault-rate", "1"], "invalid digit"),
        (["--port", "0", "--fault-rate", "1"], "--seed <NUMBER>"),
    ] {
        let output = program(&arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(message), "{arguments:?}: {stderr}");
    }
}

#[tokio::test]
async fn metadata_settings_are_applied() {
    let arguments = [
        "--port",
        "0",
        "--metadata",
        "refresh=2",
        "--metadata",
        "relations=map",
        "--metadata",
        "refresh=0",
        "--metadata",
        "missing-description=null-text",
        "--fault",
        "list-golden-sqls:answer=418",
    ];
    let (_child, [base_url, key, project], _lines) = start(&arguments).await;
    let http = reqwest::Client::new();
    let metadata = format!("{base_url}/metadata/{project}");
    let send = async |method, url: String| {
        let response = http.request(method, url).bearer_auth(&key).send().await;
        response.unwrap()
    };
    let get = async |path: &str| -> serde_json::Value {
        let response = send(reqwest::Method::GET, format!("{metadata}{path}")).await;
        response.json().await.unwrap()
    };
    let create = format!("{base_url}/data/projects/{project}/bitable/events");
    send(reqwest::Method::POST, create).await;
    let empty = serde_json::json!([]);
    assert_eq!(get("").await["metadata"], empty);
    send(reqwest::Method::POST, format!("{metadata}/refresh")).await;
    assert_eq!(get("/refresh/1").await["status"], "COMPLETED");
    let entry = get("").await["metadata"][0].take();
    assert_eq!(entry["metadata"]["tableDescription"], "null");
    let relations = get("/relations/1").await["relations"].take();
    assert_eq!(relations, serde_json::json!({}));
    let golden_sqls = format!("{metadata}/golden-sqls");
    let status = send(reqwest::Method::GET, golden_sqls).await.status();
    assert_eq!(status, 418);
}

#[tokio::test]
async fn metadata_operations_have_random_faults_if_asked() {
    for (option, has_faults) in [(None, false), (Some("--metadata-faults"), true)] {
        let mut arguments = vec!["--port", "0", "--seed", "7", "--fault-rate", "1"];
        arguments.extend(option);
        let (_child, [base_url, key, project], _lines) = start(&arguments).await;
        let url = format!("{base_url}/metadata/{project}/refresh/1");
        let mut failures = 0;
        for _ in 0..10 {
            let request = reqwest::Client::new().get(&url).bearer_auth(&key);
            let response = request.send().await;
            let is_success = response.is_ok_and(|response| response.status() == 200);
            failures += u32::from(!is_success);
        }
        assert_eq!(failures > 0, has_faults, "{option:?}");
    }
    let arguments = ["--port", "0", "--metadata-faults"];
    let output = program(&arguments).output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
}

fn snapshot(table: &str, data_type: &str) -> String {
    let column = serde_json::json!({"name": "id", "dataType": data_type, "isUnique": true});
    let file = serde_json::json!({"version": 1, "table": table, "storedTable": table, "columns": [column]});
    file.to_string()
}

#[tokio::test]
async fn snapshot_files_are_the_tables_at_the_start() {
    let directory =
        std::env::temp_dir().join(format!("peaka-emulator-load-{}", std::process::id()));
    std::fs::create_dir_all(directory.join("more")).unwrap();
    let path = |name: &str| directory.join(name).to_str().unwrap().to_owned();
    let write = |name: &str, content: &str| std::fs::write(directory.join(name), content).unwrap();
    let failure = async |arguments: &[&str]| {
        let output = program(arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let message = String::from_utf8(output.stderr).unwrap();
        message.replace(directory.to_str().unwrap(), "DIR")
    };
    let file_help =
        "save the file with `peaka snapshot TABLE --out FILE`, or move it to another directory";
    let path_help = "use a file of `peaka snapshot`, or a directory of `peaka snapshot --all`";

    let all = path("");
    let missing = path("missing");
    assert_eq!(
        failure(&["--load", &missing]).await,
        format!(
            "error: failed to load `DIR/missing`: No such file or directory (os error 2); help: {path_help}\n"
        )
    );
    assert_eq!(
        failure(&["--load", &path("more")]).await,
        format!(
            "error: failed to load `DIR/more`: the directory has no file with the extension `json` or `csv`; help: \
             {path_help}\n"
        )
    );
    write("a.json", &snapshot("page_views", "json"));
    assert_eq!(
        failure(&["--load", &all]).await,
        format!(
            "error: failed to load `DIR/a.json`: column `id` has the unknown data type `json`; expected one \
             of varchar, bigint, boolean, decimal, timestamp, time, date, uuid; help: {file_help}\n"
        )
    );
    write("a.json", &snapshot("page_views", "decimal(38,18)"));
    write("more/b.json", &snapshot("page_views", "date"));
    assert_eq!(
        failure(&["--load", &all, "--load", &path("more/b.json")]).await,
        "error: failed to load `DIR/more/b.json`: table `page_views` is also in `DIR/a.json`; help: load only \
         one of the two files\n"
    );

    write("b.json", &snapshot("orders", "DATE"));
    write("notes.txt", "not a snapshot");
    let arguments = ["--port", "0", "--profile", "observed", "--load", &all];
    let (_child, [base_url, key, project], _lines) = start(&arguments).await;
    let tables = format!("{base_url}/data/projects/{project}/bitable");
    let get = async |url: String| -> serde_json::Value {
        let response = reqwest::Client::new()
            .get(url)
            .bearer_auth(&key)
            .send()
            .await;
        response.unwrap().json().await.unwrap()
    };
    let list = get(tables.clone()).await;
    let names: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|table| &table["tableName"])
        .collect();
    assert_eq!(names, ["page_views", "orders"]);
    let columns = get(format!("{tables}/page_views/columns")).await;
    let loaded = columns.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&loaded["name"], &loaded["dataType"], &loaded["isUnique"]),
        (&"id".into(), &"decimal(38,18)".into(), &true.into())
    );
    let metadata = get(format!("{base_url}/metadata/{project}")).await;
    let tables = metadata["metadata"].as_array().unwrap();
    let columns = |index: usize| tables[index]["metadata"]["columns"].as_array().unwrap();
    assert_eq!(tables.len(), 2);
    assert_eq!(columns(0).last().unwrap()["dataType"], "decimal(38,18)");
    assert_eq!(columns(0).last().unwrap()["isUnique"], true);
    assert_eq!(columns(1).last().unwrap()["dataType"], "DATE");
    // A snapshot has no descriptions.
    for index in [0, 1] {
        assert_eq!(tables[index]["metadata"].get("tableDescription"), None);
        let mut columns = columns(index).iter();
        assert!(columns.all(|column| column.get("columnDescription").is_none()));
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn csv_files_are_the_rows_at_the_start() {
    let directory =
        std::env::temp_dir().join(format!("peaka-emulator-rows-{}", std::process::id()));
    std::fs::create_dir_all(directory.join("more")).unwrap();
    let path = |name: &str| directory.join(name).to_str().unwrap().to_owned();
    let write = |name: &str, content: &str| std::fs::write(directory.join(name), content).unwrap();
    let column = |name: &str, data_type: &str| json!({"name": name, "dataType": data_type});
    let columns = [
        column("id", "bigint"),
        column("userid", "varchar"),
        column("seen", "timestamp(6)"),
    ];
    let file = json!({"version": 1, "table": "page_views", "storedTable": "pageviews", "columns": columns});
    write("pageviews.json", &file.to_string());
    let all = path("");

    let help = "name columns in the first line; an empty value is NULL, and `\"\"` an empty text";
    for (name, content, message, help) in [
        (
            "page_views.csv",
            "id,seen\n1,2024-01-31\n2,yesterday\n",
            "line 3, column `seen`: `yesterday` is not a valid timestamp",
            help,
        ),
        (
            "page_views.csv",
            "id,note\n1,a\n",
            "line 1: the table has no column `note`; its columns are id, userid, seen",
            help,
        ),
        (
            "page_views.csv",
            "id\n\"1\n",
            "line 2: a quote has no end",
            help,
        ),
        (
            "visits.csv",
            "id\n1\n",
            "no loaded snapshot has the table `visits`",
            "load the snapshot of the table too, and name the file after the table",
        ),
    ] {
        write(name, content);
        let output = program(&["--profile", "observed", "--load", &all]).output();
        let output = output.await.unwrap();
        assert_eq!(output.status.code(), Some(1));
        // The observed profile lists its system columns as well.
        let stderr = String::from_utf8(output.stderr).unwrap();
        let stderr = stderr.replace(directory.to_str().unwrap(), "DIR");
        let stderr = stderr.replace(
            "_id, _version, _created_time, _created_by, _last_modified_time, _last_modified_by, _session, _operation, text, ",
            "",
        );
        assert_eq!(
            stderr,
            format!("error: failed to load `DIR/{name}`: {message}; help: {help}\n")
        );
        std::fs::remove_file(path(name)).unwrap();
    }
    write("pageviews.csv", "id\n1\n");
    write("more/page_views.csv", "id\n1\n");
    let more = path("more");
    let mut twice = program(&["--load", &all, "--load", &more, "--profile", "observed"]);
    let output = twice.output().await.unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        stderr.replace(directory.to_str().unwrap(), "DIR"),
        "error: failed to load `DIR/more/page_views.csv`: the rows of table `pageviews` are also in \
         `DIR/pageviews.csv`; help: load only one of the two files\n"
    );

    std::fs::remove_dir_all(path("more")).unwrap();
    let rows = "user_id,id,seen\r\nada,1,2024-01-31 08:30\r\n\"\",2,\r\n,9007199254740993,2024-02-29T00:00:00Z\r\n";
    // The declared names are found in a snapshot of the stored ones, whichever names the profile stores.
    for (profile, file) in [
        ("observed", "pageviews.csv"),
        ("documented", "page_views.csv"),
    ] {
        write(file, rows);
        let arguments = ["--port", "0", "--profile", profile, "--load", &all];
        let (mut child, [base_url, key, project], _lines) = start(&arguments).await;
        let sql = "SELECT id, userid, seen FROM peaka.bitable.pageviews ORDER BY id";
        let response = reqwest::Client::new()
            .post(format!(
                "{base_url}/data/projects/{project}/queries/execute?format=COMPACT"
            ))
            .bearer_auth(&key)
            .json(&json!({"statement": sql}))
            .send()
            .await;
        let result: serde_json::Value = response.unwrap().json().await.unwrap();
        assert_eq!(
            result["data"],
            json!([
                ["1", "ada", "2024-01-31 08:30:00.000000"],
                ["2", "", null],
                ["9007199254740993", null, "2024-02-29 00:00:00.000000"],
            ])
        );
        child.kill().await.unwrap();
        let mut note = String::new();
        let mut stderr = child.stderr.take().unwrap();
        stderr.read_to_string(&mut note).await.unwrap();
        assert!(
            note.contains(") with 1 loaded table and 3 rows at http://"),
            "{note}"
        );
        std::fs::remove_file(path(file)).unwrap();
    }
    std::fs::remove_dir_all(&directory).unwrap();
}
