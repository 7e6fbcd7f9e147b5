//! The API key appears in no output and reaches no other host, even if the service returns it in its
//! responses.
//!
//! The log subscriber and the panic hook are global to a process, so the test runs in a child process
//! that it starts.

#[path = "support/captured_output.rs"]
mod captured_output;
#[path = "support/tls_server.rs"]
mod tls_server;

use std::fmt::{Debug, Display};
use std::io;
use std::time::Duration;

use captured_output::CapturedOutput;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use peaka_emulator::{Emulator, Fault, Operation};
use peaka_runtime::{
    BiTable, Client, ClientBuilder, ColumnRequest, DataType, Error, Relation, RelationType, Row,
    TableMetadata, Zone,
};
use serde_json::json;
use tests::{assert_no_key, client_builder_for};
use tls_server::{certificate_authority, start_tls_server};

/// A key of which no part occurs in any other text.
const KEY: &str = "Zq7Xv2Lk9Pw4Rt8Bn3Hs6Jd5Mf1Gc0";

const OTHER_HOST: &str = "KEY_LEAK_OTHER_HOST";

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(renamed_from = "older")]
    new: i64,
    #[bitable(default = 3)]
    fixed: i64,
    added: String,
}

/// Captures what a program may print.
trait Capture: io::Write + Clone {
    fn debug(&self, value: &impl Debug) {
        write!(self.clone(), "{value:?}\n{value:#?}\n").expect("a write to memory succeeds");
    }

    fn display(&self, value: &(impl Debug + Display)) {
        self.debug(value);
        self.debug(&value.to_string());
    }

    /// Captures an error. The data of a success belongs to the caller and may contain the key.
    fn error<T>(&self, result: Result<T, Error>) {
        if let Err(error) = result {
            self.display(&error);
            self.display(&tests::error_text(Err::<(), _>(error)));
        }
    }
}

impl Capture for CapturedOutput {}

/// Returns the key with each character as a JSON escape.
fn json_escaped_key() -> String {
    KEY.chars()
        .map(|letter| format!("\\u{:04x}", u32::from(letter)))
        .collect()
}

/// Returns every kind of fault. Injected responses contain the key in their body and headers.
fn all_faults(other_host: &str) -> Vec<Fault> {
    let bodies = [
        String::new(),
        format!("{{\"message\":\"the key {KEY} is unknown\"}}"),
        format!("{{\"error\":\"Bearer {KEY}\"}}"),
        format!("{{\"message\":\"{}\"}}", json_escaped_key()),
        format!("{{\"detail\":{{\"authorization\":[\"Bearer {KEY}\"]}}}}"),
        format!("<html>\n<p>{KEY}{KEY}</p>{KEY}"),
        format!("{}{KEY}", "x".repeat(190)),
        format!("\"{KEY}\""),
        format!("[[\"{KEY}\"]]"),
        format!("[[\"{}\"]]", json_escaped_key()),
        format!("[{{\"name\":\"a\",\"isUnique\":\"{KEY}\"}}]"),
        format!(
            "[{{\"name\":\"a\",\"isUnique\":\"{}\"}}]",
            json_escaped_key()
        ),
        format!("[{{\"name\":\"{KEY}"),
    ];
    let with_headers = |fault: Fault| {
        ["x-request-id", "server", "www-authenticate", "set-cookie"]
            .into_iter()
            .fold(fault, |fault, name| fault.header(name, KEY))
            .header("request-id", format!("Bearer {KEY}"))
            .header("retry-after", KEY)
            .header("location", format!("{other_host}/{KEY}?key={KEY}"))
    };
    let mut faults = Vec::new();
    for body in &bodies {
        for status in [200, 302, 307, 400, 401, 403, 429, 502] {
            let response = Fault::respond(status, "application/json", body.as_str());
            faults.push(with_headers(response));
        }
        let response = Fault::execute_then_respond(504, KEY, body.as_str());
        faults.push(with_headers(response));
    }
    faults.extend([
        Fault::edit(|response| *response = json!({"message": KEY})),
        Fault::edit(|response| *response = json!([{"name": {"key": KEY}}])),
        Fault::Drop,
        Fault::ExecuteThenDrop,
        Fault::Reset,
        Fault::ExecuteThenReset,
        Fault::DelayResponse {
            delay: Duration::from_secs(9),
        },
        Fault::SlowBody {
            delay_per_byte: Duration::from_millis(50),
        },
        Fault::Truncate { bytes: 1 },
        Fault::Oversized {
            bytes: 1_000_000,
            has_content_length: true,
        },
        Fault::Oversized {
            bytes: 1_000_000,
            has_content_length: false,
        },
        Fault::GzipBomb { bytes: 100_000 },
        Fault::Discard,
        Fault::Stale { lists: 2 },
        Fault::PartialAdd {
            columns: 1,
            status: 500,
        },
    ]);
    faults
}

async fn start_with_project_key() -> Emulator {
    let emulator = Emulator::builder().project_key(KEY, "emulator");
    emulator.table("events").start().await.unwrap()
}

/// Returns a client builder with short timeouts.
fn client_with_short_timeouts(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .base_url(emulator.base_url())
        .api_key(KEY)
        .timeout(Duration::from_millis(250))
        .sync_timeout(Duration::from_millis(700))
        .max_response_bytes(100_000)
}

/// Metadata that a list returned.
struct Known {
    table: TableMetadata,
    relation: Relation,
}

impl Known {
    async fn of(emulator: &Emulator) -> Self {
        let client = client_with_short_timeouts(emulator)
            .timeout(Duration::from_secs(10))
            .project_id("emulator")
            .build()
            .unwrap();
        let columns = [ColumnRequest::new("known", DataType::Bigint)];
        client.add_columns("events", &columns).await.unwrap();
        emulator.edit_metadata("emulator", |metadata| {
            metadata.refresh();
            let column = ("events", "known");
            metadata
                .add_relation(column, column, "MANY_TO_ONE")
                .unwrap();
        });
        Self {
            table: client.list_metadata().await.unwrap().remove(0),
            relation: client.list_relations().await.unwrap().remove(0),
        }
    }
}

/// Calls an operation once.
async fn call(client: &Client, operation: Operation, known: &Known, captured: &CapturedOutput) {
    let columns = [ColumnRequest::new("added", DataType::Bigint)];
    let Known { table, relation } = known;
    let one = RelationType::OneToOne;
    match operation {
        Operation::ListMetadata => captured.error(client.list_metadata().await),
        Operation::UpdateMetadata => captured.error(client.update_metadata(table).await),
        Operation::ListRelations => captured.error(client.list_relations().await),
        Operation::AddRelation => {
            let added = client.add_relation("events", "known", "events", "known", one);
            captured.error(added.await);
        }
        Operation::UpdateRelation => captured.error(client.update_relation(relation, one).await),
        Operation::DeleteRelation => captured.error(client.delete_relation(relation).await),
        Operation::RefreshMetadata => captured.error(client.refresh_metadata().await),
        Operation::GetRefreshStatus => captured.error(client.refresh_status().await),
        Operation::GenerateCategoricalValues => {
            let collected = client.collect_categorical_values("events", "known", 10, "daily");
            captured.error(collected.await);
        }
        Operation::DeleteCategoricalValues => {
            captured.error(client.delete_categorical_values("events", "known").await);
        }
        Operation::ListGoldenSqls => captured.error(client.list_golden_sqls().await),
        Operation::AddGoldenSql => captured.error(client.add_golden_sql("Q?", "SELECT 1").await),
        Operation::DeleteGoldenSql => captured.error(client.delete_golden_sql("1").await),
        Operation::Info | Operation::ListTables => captured.error(client.list_tables().await),
        Operation::CreateTable => captured.error(client.create_table("events").await),
        Operation::DeleteTable => captured.error(client.delete_table("events").await),
        Operation::ListColumns => captured.error(client.list_columns("events").await),
        Operation::AddColumns => captured.error(client.add_columns("events", &columns).await),
        Operation::UpdateColumn => {
            let updated = client.update_column("events", "added", &columns[0]);
            captured.error(updated.await);
        }
        Operation::DeleteColumn => captured.error(client.delete_column("events", "added").await),
        Operation::ExecuteQuery => {
            let query = client.query("SELECT id FROM peaka.bitable.events WHERE id > ?");
            captured.error(query.bind(1).fetch_all::<Row>().await);
        }
        _ => panic!("no call of {operation:?}"),
    }
}

/// Calls an operation under each fault.
async fn call_under_all_faults(operation: Operation, other_host: &str, captured: &CapturedOutput) {
    // Groups of faults run concurrently, because most of the time is spent on the delays of retries.
    let mut groups = Vec::new();
    let mut faults = all_faults(other_host);
    while !faults.is_empty() {
        let group = faults.split_off(faults.len().saturating_sub(32));
        groups.push(call_under_faults(operation, group, captured));
    }
    join_all(groups).await;
}

/// Calls an operation under each fault in turn.
async fn call_under_faults(operation: Operation, faults: Vec<Fault>, captured: &CapturedOutput) {
    let fault_count = faults.len();
    let emulator = start_with_project_key().await;
    let clients = |timeout| {
        let client = client_with_short_timeouts(&emulator).timeout(timeout);
        let with_project = client.clone().project_id("emulator").build().unwrap();
        (client, with_project)
    };
    // A request must reach the emulator before its timeout, or the next one gets its fault. Only some
    // faults make a client wait for the timeout.
    let patient = clients(Duration::from_secs(10));
    let impatient = clients(Duration::from_secs(1));
    let known = Known::of(&emulator).await;
    for fault in faults {
        let is_slow = matches!(fault, Fault::DelayResponse { .. } | Fault::SlowBody { .. });
        let (without_project, with_project) = if is_slow { &impatient } else { &patient };
        emulator.inject(operation, fault);
        // Only a new client without a project id requests the info.
        let client = if operation == Operation::Info {
            &without_project.clone().build().unwrap()
        } else {
            with_project
        };
        call(client, operation, &known, captured).await;
    }
    let requests = emulator.requests();
    let faulty = requests.iter().filter(|request| request.fault.is_some());
    assert_eq!(faulty.count(), fault_count, "{operation:?}");
    assert_no_headers(&emulator);
}

/// Plans, applies the plan and syncs with all options, under one fault of an operation.
async fn sync_with_fault(operation: Operation, fault: Fault, captured: &CapturedOutput) {
    let emulator = start_with_project_key().await;
    let client = client_with_short_timeouts(&emulator).project_id("emulator");
    let setup_client = client.clone().timeout(Duration::from_secs(10));
    let (client, setup_client) = (client.build().unwrap(), setup_client.build().unwrap());
    let old = [
        ColumnRequest::new("older", DataType::Bigint),
        ColumnRequest::new("fixed", DataType::Bigint),
        ColumnRequest::new("gone", DataType::Date),
    ];
    setup_client.add_columns("events", &old).await.unwrap();
    emulator.inject(operation, fault);
    let sync = Event::sync_columns(&client)
        .create_table(true)
        .fix_drift(true)
        .delete_columns(["gone"])
        .progress(|step| captured.display(&step));
    captured.debug(&sync);
    match sync.clone().plan().await {
        Ok(plan) => {
            captured.display(&plan);
            captured.debug(&serde_json::to_string(&plan).unwrap());
            capture_result(captured, plan.apply(&client).await);
        }
        Err(error) => captured.display(&error),
    }
    capture_result(captured, sync.await);
    assert_no_headers(&emulator);
}

fn capture_result(captured: &CapturedOutput, result: Result<peaka_runtime::SyncReport, Error>) {
    match &result {
        Ok(report) => captured.display(report),
        Err(error) => captured.display(error),
    }
    captured.debug(&tests::printed_output(&result));
}

/// Asserts that the request log of an emulator contains no headers.
fn assert_no_headers(emulator: &Emulator) {
    let log = format!("{emulator:?} {:?}", emulator.requests());
    assert_no_key(KEY, &log);
    let log = log.to_lowercase();
    for header in [
        "bearer",
        "authorization",
        "user-agent",
        "peaka-rs/",
        "accept",
    ] {
        assert!(!log.contains(header), "{header}");
    }
}

async fn panic_in_progress_callback(captured: &CapturedOutput) {
    let emulator = start_with_project_key().await;
    let client = client_with_short_timeouts(&emulator).build().unwrap();
    let task = tokio::spawn(async move {
        let sync = Event::sync_columns(&client).progress(|step| panic!("at {step:?}"));
        sync.await.map(drop)
    });
    let panic = task.await.unwrap_err();
    assert!(panic.is_panic());
    captured.display(&panic);
    let payload = panic.into_panic();
    let message = payload.downcast_ref::<String>().unwrap();
    assert!(message.starts_with("at Planned"), "{message}");
    captured.debug(message);
}

async fn requests_over_tls(captured: &CapturedOutput) {
    let trusted = certificate_authority("trusted");
    let (base_url, server_log) = start_tls_server(&trusted, "localhost", false).await;
    let client = client_builder_for(&base_url).api_key(KEY);
    let trusting_client = client.clone().root_certificates_pem(trusted.pem());
    let trusting_client = trusting_client.build().unwrap();
    trusting_client.list_tables().await.unwrap();
    captured.error(trusting_client.create_table("events").await);
    captured.error(client.build().unwrap().list_tables().await);
    let versions = server_log.versions.lock().unwrap();
    assert_eq!(*versions, [hyper::Version::HTTP_2; 2]);
}

/// Captures the `Debug` output and the errors of client builders and clients.
fn build_clients(captured: &CapturedOutput) {
    let builder = ClientBuilder::from_env().unwrap();
    captured.debug(&builder);
    captured.debug(&builder.clone().build().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, format!("{KEY}\n")).unwrap();
    let builders = [
        Client::builder().api_key(KEY),
        Client::builder().api_key_file(&file),
        Client::builder().api_key_from(|| Ok(KEY.to_owned())),
        Client::builder().api_key_from(|| Ok(format!("{KEY} {KEY}"))),
        Client::builder().api_key(format!("{KEY}\n{KEY}")),
        Client::builder().api_key(format!("\"{KEY}ä\"")),
    ];
    for builder in builders {
        captured.debug(&builder);
        for url in [
            format!("https://{KEY}@localhost/"),
            format!("https://u:{KEY}@localhost/"),
            format!("https://localhost/?{KEY}"),
            format!("http://{KEY}.example/"),
            format!("{KEY}://localhost"),
        ] {
            let with_url = builder.clone().base_url(url);
            captured.debug(&with_url);
            captured.error(with_url.build());
        }
        match builder.zone(Zone::Eu).build() {
            Ok(client) => {
                captured.debug(&client);
                captured.debug(&Event::sync_columns(&client));
            }
            Err(error) => captured.display(&error),
        }
    }
    std::fs::write(&file, format!("{KEY} {KEY}")).unwrap();
    captured.error(Client::builder().api_key_file(&file).build());
}

/// Runs in the process that `api_key_appears_in_no_output_and_reaches_no_other_host` starts.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs in a child process of `api_key_appears_in_no_output_and_reaches_no_other_host`"]
async fn child_process_prints_no_key() {
    let (log, captured) = (CapturedOutput::default(), CapturedOutput::default());
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .init();
    let panics = captured.clone();
    let default_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        panics.display(panic);
        default_hook(panic);
    }));

    let other_host = std::env::var(OTHER_HOST).unwrap();
    build_clients(&captured);
    let operations = [
        Operation::Info,
        Operation::ListTables,
        Operation::CreateTable,
        Operation::DeleteTable,
        Operation::ListColumns,
        Operation::AddColumns,
        Operation::UpdateColumn,
        Operation::DeleteColumn,
        Operation::ExecuteQuery,
        Operation::ListMetadata,
        Operation::UpdateMetadata,
        Operation::ListRelations,
        Operation::AddRelation,
        Operation::UpdateRelation,
        Operation::DeleteRelation,
        Operation::RefreshMetadata,
        Operation::GetRefreshStatus,
        Operation::GenerateCategoricalValues,
        Operation::DeleteCategoricalValues,
        Operation::ListGoldenSqls,
        Operation::AddGoldenSql,
        Operation::DeleteGoldenSql,
    ];
    let calls =
        operations.map(|operation| call_under_all_faults(operation, &other_host, &captured));
    join_all(calls).await;
    for operation in [
        Operation::ListColumns,
        Operation::AddColumns,
        Operation::UpdateColumn,
        Operation::DeleteColumn,
    ] {
        let syncs = all_faults(&other_host).into_iter();
        let syncs = syncs.map(|fault| sync_with_fault(operation, fault, &captured));
        // Run concurrently, because most of the time is spent on timeouts.
        stream::iter(syncs)
            .buffer_unordered(32)
            .collect::<()>()
            .await;
    }
    panic_in_progress_callback(&captured).await;
    requests_over_tls(&captured).await;

    let (log, captured) = (log.text(), captured.text());
    // The search for the key means something only if every crate has logged in full detail.
    for line in [
        "TRACE hyper_util::client::legacy::pool: ",
        "DEBUG reqwest::connect: starting new connection",
        " rustls::client::",
        "TRACE Connection{peer=Client}:poll: h2::",
        "peaka_runtime::client::http: retrying",
        "WARN sync{table=\"events\"}: peaka_runtime::sync::progress: ",
    ] {
        assert!(log.contains(line), "not logged: {line}");
    }
    assert!(
        captured.contains("[API key]"),
        "no redacted key was captured"
    );
    assert_no_key(KEY, &log);
    assert_no_key(KEY, &captured);
    println!("no key in {} and {} bytes", log.len(), captured.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn api_key_appears_in_no_output_and_reaches_no_other_host() {
    let other_host = Emulator::builder().partner_key(KEY).start().await.unwrap();
    let mut child = tests::child_process("child_process_prints_no_key");
    child.env("PEAKA_API_KEY", KEY);
    child.env(OTHER_HOST, other_host.base_url());
    for variable in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
    ] {
        child.env(variable, other_host.base_url().trim_end_matches("/api/v1"));
    }
    for variable in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
        child.env_remove(variable);
    }
    let output = child.output().unwrap();
    let streams = [output.stdout, output.stderr].map(|stream| String::from_utf8(stream).unwrap());
    let output_text = streams.concat();
    assert!(output.status.success(), "{output_text}");
    assert!(output_text.contains("no key in "), "{output_text}");
    assert!(
        output_text.contains("at Planned"),
        "the panic was not printed: {output_text}"
    );
    assert_no_key(KEY, &output_text);
    assert_eq!(other_host.requests(), []);
}
