//! The API key shows nowhere, whatever a service does and whoever listens. Log and panic hook are the process's own, so
//! one test starts a process in which the other is alone.

#[path = "support/kept.rs"]
mod kept;
#[path = "support/tls_server.rs"]
mod tls_server;

use std::fmt::{Debug, Display};
use std::io;
use std::process::Command;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use kept::Kept;
use peaka_emulator::{Emulator, Fault, Operation};
use peaka_runtime::{BiTable, Client, ClientBuilder, ColumnRequest, DataType, Error, Zone};
use serde_json::json;
use tests::assert_hidden;
use tls_server::{authority, serving};

/// No piece of it is a word of anything else.
const KEY: &str = "Zq7Xv2Lk9Pw4Rt8Bn3Hs6Jd5Mf1Gc0";

const OTHER_HOST: &str = "CANARY_OTHER_HOST";

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

/// Keeps what a user may look at.
trait Keep: io::Write + Clone {
    fn debug(&self, value: &impl Debug) {
        write!(self.clone(), "{value:?}\n{value:#?}\n").expect("memory takes it");
    }

    fn all(&self, value: &(impl Debug + Display)) {
        self.debug(value);
        self.debug(&value.to_string());
    }

    /// What a successful answer says is the caller's own.
    fn failure<T>(&self, result: Result<T, Error>) {
        if let Err(error) = result {
            self.all(&error);
            self.all(&tests::sentence(Err::<(), _>(error)));
        }
    }
}

impl Keep for Kept {}

/// Each character of the key as JSON may spell it.
fn escaped() -> String {
    KEY.chars()
        .map(|letter| format!("\\u{:04x}", u32::from(letter)))
        .collect()
}

/// Every kind of fault, those that answer with the key wherever an answer has room for it.
fn faults(other_host: &str) -> Vec<Fault> {
    let bodies = [
        String::new(),
        format!("{{\"message\":\"the key {KEY} is unknown\"}}"),
        format!("{{\"error\":\"Bearer {KEY}\"}}"),
        format!("{{\"message\":\"{}\"}}", escaped()),
        format!("{{\"detail\":{{\"authorization\":[\"Bearer {KEY}\"]}}}}"),
        format!("<html>\n<p>{KEY}{KEY}</p>{KEY}"),
        format!("{}{KEY}", "x".repeat(190)),
        format!("\"{KEY}\""),
        format!("[[\"{KEY}\"]]"),
        format!("[[\"{}\"]]", escaped()),
        format!("[{{\"name\":\"a\",\"isUnique\":\"{KEY}\"}}]"),
        format!("[{{\"name\":\"a\",\"isUnique\":\"{}\"}}]", escaped()),
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
            let answer = Fault::answer(status, "application/json", body.as_str());
            faults.push(with_headers(answer));
        }
        let answer = Fault::answer_after(504, KEY, body.as_str());
        faults.push(with_headers(answer));
    }
    faults.extend([
        Fault::edit(|answer| *answer = json!({"message": KEY})),
        Fault::edit(|answer| *answer = json!([{"name": {"key": KEY}}])),
        Fault::Drop,
        Fault::DropAfter,
        Fault::Reset,
        Fault::ResetAfter,
        Fault::Late {
            wait: Duration::from_secs(9),
        },
        Fault::Drip {
            pause: Duration::from_millis(50),
        },
        Fault::Truncate { bytes: 1 },
        Fault::Oversized {
            bytes: 1_000_000,
            announced: true,
        },
        Fault::Oversized {
            bytes: 1_000_000,
            announced: false,
        },
        Fault::GzipBomb { bytes: 100_000 },
        Fault::Stale { lists: 2 },
        Fault::Partly {
            columns: 1,
            status: 500,
        },
    ]);
    faults
}

async fn emulator() -> Emulator {
    let emulator = Emulator::builder().project_key(KEY, "emulator");
    emulator.table("events").start().await.unwrap()
}

/// A client that is quick to give up.
fn client_of(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .base_url(emulator.base_url())
        .api_key(KEY)
        .timeout(Duration::from_millis(250))
        .sync_timeout(Duration::from_millis(700))
        .max_response_bytes(100_000)
}

/// One call of an operation.
async fn call(client: &Client, operation: Operation, kept: &Kept) {
    let columns = [ColumnRequest::new("added", DataType::Bigint)];
    match operation {
        Operation::Info | Operation::ListTables => kept.failure(client.list_tables().await),
        Operation::CreateTable => kept.failure(client.create_table("events").await),
        Operation::DeleteTable => kept.failure(client.delete_table("events").await),
        Operation::ListColumns => kept.failure(client.list_columns("events").await),
        Operation::AddColumns => kept.failure(client.add_columns("events", &columns).await),
        Operation::UpdateColumn => {
            let updated = client.update_column("events", "added", &columns[0]);
            kept.failure(updated.await);
        }
        Operation::DeleteColumn => kept.failure(client.delete_column("events", "added").await),
    }
}

/// Calls an operation under each fault, in turn.
async fn call_under_all_faults(operation: Operation, other_host: &str, kept: &Kept) {
    let emulator = emulator().await;
    let with_project = client_of(&emulator).project_id("emulator").build().unwrap();
    for fault in faults(other_host) {
        emulator.inject(operation, fault);
        // Only a client that knows no project yet asks for it.
        let asking = client_of(&emulator).build().unwrap();
        let is_info = operation == Operation::Info;
        let client = if is_info { &asking } else { &with_project };
        call(client, operation, kept).await;
    }
    let requests = emulator.requests();
    let struck = requests.iter().filter(|request| request.fault.is_some());
    assert_eq!(struck.count(), faults(other_host).len(), "{operation:?}");
    assert_no_headers(&emulator);
}

/// Syncs, and plans and applies, with all that can be asked for, under a fault of an operation.
async fn sync_under(operation: Operation, fault: Fault, kept: &Kept) {
    let emulator = emulator().await;
    let client = client_of(&emulator).project_id("emulator");
    let patient = client.clone().timeout(Duration::from_secs(10));
    let (client, patient) = (client.build().unwrap(), patient.build().unwrap());
    let old = [
        ColumnRequest::new("older", DataType::Bigint),
        ColumnRequest::new("fixed", DataType::Bigint),
        ColumnRequest::new("gone", DataType::Date),
    ];
    patient.add_columns("events", &old).await.unwrap();
    emulator.inject(operation, fault);
    let sync = Event::sync_columns(&client)
        .create_table(true)
        .fix_drift(true)
        .delete_columns(["gone"])
        .progress(|step| kept.all(&step));
    kept.debug(&sync);
    match sync.clone().plan().await {
        Ok(plan) => {
            kept.all(&plan);
            kept.debug(&serde_json::to_string(&plan).unwrap());
            keep(kept, plan.apply(&client).await);
        }
        Err(error) => kept.all(&error),
    }
    keep(kept, sync.await);
    assert_no_headers(&emulator);
}

fn keep(kept: &Kept, result: Result<peaka_runtime::SyncReport, Error>) {
    match &result {
        Ok(report) => kept.all(report),
        Err(error) => kept.all(error),
    }
    kept.debug(&tests::shown(&result));
}

/// What an emulator logs can be printed.
fn assert_no_headers(emulator: &Emulator) {
    let log = format!("{emulator:?} {:?}", emulator.requests());
    assert_hidden(KEY, &log);
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

async fn a_panic_in_the_callback(kept: &Kept) {
    let emulator = emulator().await;
    let client = client_of(&emulator).build().unwrap();
    let task = tokio::spawn(async move {
        let sync = Event::sync_columns(&client).progress(|step| panic!("at {step:?}"));
        sync.await.map(drop)
    });
    let panic = task.await.unwrap_err();
    assert!(panic.is_panic());
    kept.all(&panic);
    let told = panic.into_panic();
    let told = told.downcast_ref::<String>().unwrap();
    assert!(told.starts_with("at Planned"), "{told}");
    kept.debug(told);
}

async fn a_connection_with_tls(kept: &Kept) {
    let trusted = authority("trusted");
    let (client, seen) = serving(&trusted, "localhost", false).await;
    let client = client.api_key(KEY);
    let trusting = client.clone().root_certificates_pem(trusted.pem());
    let trusting = trusting.build().unwrap();
    trusting.list_tables().await.unwrap();
    kept.failure(trusting.create_table("events").await);
    kept.failure(client.build().unwrap().list_tables().await);
    let versions = seen.versions.lock().unwrap();
    assert_eq!(*versions, [hyper::Version::HTTP_2; 2]);
}

/// Clients and what goes into them.
fn set_up(kept: &Kept) {
    let builder = ClientBuilder::from_env().unwrap();
    kept.debug(&builder);
    kept.debug(&builder.clone().build().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, format!("{KEY}\n")).unwrap();
    let others = [
        Client::builder().api_key(KEY),
        Client::builder().api_key_file(&file),
        Client::builder().api_key_from(|| Ok(KEY.to_owned())),
        Client::builder().api_key_from(|| Ok(format!("{KEY} {KEY}"))),
        Client::builder().api_key(format!("{KEY}\n{KEY}")),
        Client::builder().api_key(format!("\"{KEY}ä\"")),
    ];
    for other in others {
        kept.debug(&other);
        for url in [
            format!("https://{KEY}@localhost/"),
            format!("https://u:{KEY}@localhost/"),
            format!("https://localhost/?{KEY}"),
            format!("http://{KEY}.example/"),
            format!("{KEY}://localhost"),
        ] {
            let with_url = other.clone().base_url(url);
            kept.debug(&with_url);
            kept.failure(with_url.build());
        }
        match other.zone(Zone::Eu).build() {
            Ok(client) => {
                kept.debug(&client);
                kept.debug(&Event::sync_columns(&client));
            }
            Err(error) => kept.all(&error),
        }
    }
    std::fs::write(&file, format!("{KEY} {KEY}")).unwrap();
    kept.failure(Client::builder().api_key_file(&file).build());
}

/// Runs only in the process that the other test starts.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of the other test"]
async fn child() {
    let (log, kept) = (Kept::default(), Kept::default());
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .init();
    let panics = kept.clone();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        panics.all(panic);
        usual(panic);
    }));

    let other_host = std::env::var(OTHER_HOST).unwrap();
    set_up(&kept);
    let operations = [
        Operation::Info,
        Operation::ListTables,
        Operation::CreateTable,
        Operation::DeleteTable,
        Operation::ListColumns,
        Operation::AddColumns,
        Operation::UpdateColumn,
        Operation::DeleteColumn,
    ];
    let calls = operations.map(|operation| call_under_all_faults(operation, &other_host, &kept));
    join_all(calls).await;
    for operation in [
        Operation::ListColumns,
        Operation::AddColumns,
        Operation::UpdateColumn,
        Operation::DeleteColumn,
    ] {
        let syncs = faults(&other_host).into_iter();
        let syncs = syncs.map(|fault| sync_under(operation, fault, &kept));
        // So many at once that most of the time is waited.
        stream::iter(syncs)
            .buffer_unordered(32)
            .collect::<()>()
            .await;
    }
    a_panic_in_the_callback(&kept).await;
    a_connection_with_tls(&kept).await;

    let (log, kept) = (log.text(), kept.text());
    // Whoever logs was heard, down to the last detail, so there is something to find a key in.
    for heard in [
        "TRACE hyper_util::client::legacy::pool: ",
        "DEBUG reqwest::connect: starting new connection",
        " rustls::client::",
        "TRACE Connection{peer=Client}:poll: h2::",
        "peaka_runtime::client::http: retrying",
        "WARN sync{table=\"events\"}: peaka_runtime::sync::progress: ",
    ] {
        assert!(log.contains(heard), "nothing is heard of {heard}");
    }
    assert!(kept.contains("[API key]"), "the key was repeated");
    assert_hidden(KEY, &log);
    assert_hidden(KEY, &kept);
    println!("{} and {} bytes are clean", log.len(), kept.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_shows_nowhere_and_reaches_no_other_host() {
    let other = Emulator::builder().partner_key(KEY).start().await.unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child", "--ignored", "--nocapture"]);
    child.env("PEAKA_API_KEY", KEY);
    child.env(OTHER_HOST, other.base_url());
    for variable in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
    ] {
        child.env(variable, other.base_url().trim_end_matches("/api/v1"));
    }
    for variable in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
        child.env_remove(variable);
    }
    let output = child.output().unwrap();
    let streams = [output.stdout, output.stderr].map(|stream| String::from_utf8(stream).unwrap());
    let told = streams.concat();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("bytes are clean"), "{told}");
    assert!(told.contains("at Planned"), "the panic is printed: {told}");
    assert_hidden(KEY, &told);
    assert_eq!(other.requests(), []);
}
