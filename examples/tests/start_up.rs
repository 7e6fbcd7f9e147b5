//! The start-up of the examples `service` and `worker`: the tests in their files, and tests of the whole programs as
//! processes. Cargo would not build the programs beside their tests if these were tests of the examples themselves.

#[allow(dead_code)]
#[path = "../service.rs"]
mod service;
mod support;
#[allow(dead_code)]
#[path = "../worker.rs"]
mod worker;

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use support::{Finished, example};

async fn emulator() -> Emulator {
    let emulator = Emulator::builder().profile(Profile::Observed).start();
    emulator.await.expect("a port is free")
}

/// Returns an example that connects to the emulator.
fn connected(name: &str, emulator: &Emulator) -> Command {
    let mut command = example(name);
    command
        .env("PEAKA_API_KEY", emulator.api_key())
        .env("PEAKA_PROJECT_ID", emulator.project_id())
        .env("PEAKA_BASE_URL", emulator.base_url());
    command
}

/// A program that runs until it is stopped.
struct Running {
    program: Child,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut program = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let stdout = program.stdout.take().expect("its output");
        Self {
            program,
            stdout: BufReader::new(stdout).lines(),
        }
    }

    /// Returns the next lines of its output, up to one that starts with this text.
    fn lines_until(&mut self, start: &str) -> Vec<String> {
        let mut lines = Vec::new();
        for line in self.stdout.by_ref() {
            lines.push(line.expect("UTF-8"));
            if lines.last().is_some_and(|line| line.starts_with(start)) {
                break;
            }
        }
        lines
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Returns the status line and the body of a response.
fn get(address: &str, path: &str) -> (String, String) {
    let mut connection = TcpStream::connect(address).expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).expect("a request");
    let mut response = String::new();
    connection.read_to_string(&mut response).expect("UTF-8");
    let (head, body) = response.split_once("\r\n\r\n").expect("a head");
    let status = head.lines().next().expect("a status line");
    (status.to_owned(), body.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn service_accepts_connections_before_the_tables_are_verified() {
    let emulator = emulator().await;
    // No list is answered while the test runs.
    for _ in 0..2 {
        let delay = Duration::from_secs(3600);
        emulator.inject(Operation::ListColumns, Fault::DelayResponse { delay });
    }
    let mut command = connected("service", &emulator);
    command.env("ADDRESS", "127.0.0.1:0");
    let mut service = Running::start(command);
    let lines = service.lines_until("listening");
    let address = lines[0].strip_prefix("listening on http://");
    let address = address.expect("an address");
    let unavailable = "HTTP/1.1 503 Service Unavailable".to_owned();
    assert_eq!(
        get(address, "/health"),
        (unavailable.clone(), r#"{"schema":"starting"}"#.to_owned())
    );
    let rejection = r#"{"error":"the tables are not ready"}"#.to_owned();
    assert_eq!(get(address, "/page-views"), (unavailable, rejection));
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_prints_its_report_and_works_until_it_is_stopped() {
    let emulator = emulator().await;
    let mut worker = Running::start(connected("worker", &emulator));
    assert_eq!(
        worker.lines_until("working"),
        [
            "2 tables verified",
            "table `page_views` (stored as `pageviews`): verified (6 requests)",
            "  created      the table",
            "  added        `visitor_id`, `path`, `clicks`, `seen`, `country`, `city`",
            "  warning      column `visitor_id`: stored as `visitorid`",
            "table `visitors`: verified (6 requests)",
            "  created      the table",
            "  added        `id`, `name`, `country`, `city`",
            "  warning      column `name`: declared display name `Name`, live display name `name`: the service \
             accepted the change, but did not persist it",
            "working; press Ctrl-C to stop",
        ]
    );
    assert_eq!(worker.program.try_wait().expect("a state"), None);
}

#[tokio::test]
async fn worker_with_a_wrong_key_exits_with_an_error() {
    let emulator = emulator().await;
    let mut command = connected("worker", &emulator);
    command.env("PEAKA_API_KEY", "not-the-key-4711");
    let finished = Finished::of(command).await;
    assert_eq!((finished.code, &*finished.stdout), (1, ""));
    assert_eq!(
        finished.stderr,
        "error: 2 of 2 tables failed: failed to list the columns of table `page_views`: the API key was rejected \
         (status 401: the API key is missing or not valid) (also: `visitors`); help: check that the key is complete, \
         has not expired, and belongs to the zone of the base URL\n"
    );
}
