//! A sync under faults, and the invariants that hold under every fault.

use std::fmt::Write;
use std::time::{Duration, Instant};

use peaka_emulator::{Emulator, Fault, LoggedRequest, Operation};
use peaka_runtime::{
    BiTable, Client, ClientBuilder, ColumnRequest, DataType, Drift, DriftKind, DriftSource, Error,
    SyncColumns, SyncReport,
};
use serde_json::Value;
use tokio::time::timeout;

use crate::{assert_no_key, client_builder};

/// The API key of every scenario. No part of it may appear in any output.
pub const API_KEY: &str = "canary-4711-9d2f6b8c";

/// The table that every scenario declares. All drift that the faults cause is denied.
#[derive(BiTable)]
#[bitable(table = "events", on(not_null = "deny", unique = "deny"))]
#[allow(dead_code)]
pub struct Event {
    a: i64,
    b: String,
    c: bool,
}

/// The operation that adds columns.
pub const ADD: Operation = Operation::AddColumns;

/// The operation that lists the columns of a table.
pub const LIST: Operation = Operation::ListColumns;

/// The content type of a response with JSON.
pub const JSON: &str = "application/json";

/// The columns of an add request that adds every column of [`Event`].
pub const ALL: [&str; 3] = ["a", "b", "c"];

/// The columns of [`Event`] with their types as the service reports them.
const DECLARED: [(&str, &str); 3] = [("a", "bigint"), ("b", "varchar"), ("c", "boolean")];

/// A deadline that is long enough for a sync to recover from a transient fault.
const DEADLINE: Duration = Duration::from_secs(8);

/// The tolerance for a deadline on a busy machine.
const SLACK: Duration = Duration::from_millis(500);

/// The timeout of a request that uses up a remaining fault.
const PROBE_TIMEOUT: Duration = Duration::from_millis(200);

/// An emulator whose table `events` has an undeclared column `note`, and a client.
pub struct Scenario {
    /// The emulator.
    pub emulator: Emulator,
    /// The client under test.
    pub client: Client,
    deadline: Duration,
}

/// The outcome of a sync under faults.
pub struct Outcome {
    /// The result of the sync.
    pub result: Result<SyncReport, Error>,
    /// The requests that arrived during the sync.
    pub requests: Vec<LoggedRequest>,
    /// The result of a later sync without faults, which sent no write.
    pub next_run: Result<SyncReport, Error>,
}

impl Scenario {
    /// Starts a scenario with a deadline that no transient fault exceeds.
    pub async fn new() -> Self {
        Self::with(DEADLINE, |client| client).await
    }

    /// Starts a scenario with this deadline and client configuration.
    ///
    /// # Panics
    ///
    /// Panics if the setup fails.
    pub async fn with(
        deadline: Duration,
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let emulator = Emulator::builder().partner_key(API_KEY).table("events");
        let emulator = emulator.start().await.expect("the emulator starts");
        let client = configure(client_builder(&emulator))
            .sync_timeout(deadline)
            .build();
        let scenario = Self {
            client: client.expect("the client is valid"),
            emulator,
            deadline,
        };
        let added = add_note(&scenario.new_client()).await;
        added.expect("the column is added");
        scenario
    }

    /// Injects a fault.
    pub fn inject(&self, operation: Operation, fault: Fault) {
        self.emulator.inject(operation, fault);
    }

    /// Syncs [`Event`] and asserts the invariants.
    pub async fn sync(&self) -> Outcome {
        self.run(Event::sync_columns(&self.client)).await
    }

    /// Runs a sync and asserts the invariants:
    ///
    /// - The sync ends by its deadline.
    /// - No output contains the API key.
    /// - No column is lost, changed or duplicated, and a success has all declared columns.
    /// - Once the faults are gone, further syncs send no write.
    ///
    /// # Panics
    ///
    /// Panics if an invariant does not hold.
    pub async fn run(&self, sync: SyncColumns<'_, '_>) -> Outcome {
        let before = self.stored();
        self.emulator.take_requests();
        let started = Instant::now();
        let result = sync.await;
        let elapsed = started.elapsed();
        let requests = self.emulator.take_requests();
        assert!(
            elapsed < self.deadline + SLACK,
            "the sync took {elapsed:?}: {result:?}"
        );
        assert_no_key(API_KEY, &printed_output(&result));
        self.assert_columns_intact(&before, &result);

        self.drain_faults().await;
        if result.as_ref().is_err_and(may_write_in_next_run) {
            let recovered = Event::sync_columns(&self.new_client()).await;
            assert_no_key(API_KEY, &printed_output(&recovered));
        }
        let settled = self.stored();
        self.emulator.take_requests();
        let next_run = Event::sync_columns(&self.new_client()).await;
        let next_requests = self.emulator.take_requests();
        assert!(
            !next_requests.iter().any(LoggedRequest::is_write),
            "the next run writes: {next_requests:?}"
        );
        assert_no_key(API_KEY, &printed_output(&next_run));
        assert_eq!(self.stored(), settled);
        self.assert_columns_intact(&before, &next_run);
        assert!(result.is_err() || next_run.is_ok(), "{next_run:?}");
        Outcome {
            result,
            requests,
            next_run,
        }
    }

    /// Returns the stored columns; `None` if the table does not exist.
    pub fn stored(&self) -> Option<Vec<Value>> {
        let project = self.emulator.project_id();
        let columns = self.emulator.columns(project, "events")?;
        Some(
            columns
                .as_array()
                .expect("the columns are an array")
                .clone(),
        )
    }

    /// Asserts that earlier columns are unchanged, that no name is stored twice, and that a success
    /// has every declared column with its type.
    fn assert_columns_intact(
        &self,
        before: &Option<Vec<Value>>,
        result: &Result<SyncReport, Error>,
    ) {
        let Some(stored) = self.stored() else {
            let output = printed_output(result);
            let is_reported = [
                "table `events` does not exist",
                "table `events` was deleted",
            ]
            .iter()
            .any(|text| output.contains(text));
            assert!(is_reported, "{output}");
            return;
        };
        for column in before.iter().flatten() {
            assert!(
                stored.contains(column),
                "{column} was removed or changed: {stored:?}"
            );
        }
        for (i, column) in stored.iter().enumerate() {
            let has_same_name = |other: &Value| other["name"] == column["name"];
            assert!(
                !stored[..i].iter().any(has_same_name),
                "a column is stored twice: {stored:?}"
            );
        }
        if let Ok(report) = result {
            assert!(report.verified, "{report}");
            for (name, data_type) in DECLARED {
                let has_name = |column: &&Value| column["name"] == name;
                let column = stored.iter().find(has_name);
                assert_eq!(column.expect(name)["dataType"], data_type);
            }
        }
    }

    /// Sends requests until no fault is left: a list and an add get no fault, and the list shows the stored columns.
    async fn drain_faults(&self) {
        let probe = self.new_client();
        for _ in 0..1000 {
            let Some(stored) = self.stored() else {
                return;
            };
            // The timeout ends the wait that a `retry-after` header asks for.
            let listed = timeout(PROBE_TIMEOUT, probe.list_columns("events")).await;
            let listed = listed.map(|listed| listed.map_or(0, |columns| columns.len()));
            if listed == Ok(stored.len()) && !self.last_request_had_fault() {
                break;
            }
        }
        for _ in 0..1000 {
            let _ = timeout(PROBE_TIMEOUT, add_note(&probe)).await;
            if !self.last_request_had_fault() {
                return;
            }
        }
        panic!("faults are left after 1000 requests");
    }

    fn last_request_had_fault(&self) -> bool {
        let requests = self.emulator.requests();
        requests.last().is_some_and(|last| last.fault.is_some())
    }

    /// Returns a client that shares no state with the client under test.
    fn new_client(&self) -> Client {
        client_builder(&self.emulator)
            .build()
            .expect("the client is valid")
    }
}

/// Adds the undeclared column. The service rejects this if the column exists.
async fn add_note(client: &Client) -> Result<(), Error> {
    let note = ColumnRequest::new("note", DataType::Varchar);
    client.add_columns("events", &[note]).await.map(drop)
}

impl Outcome {
    /// Returns the report of a successful sync.
    ///
    /// # Panics
    ///
    /// Panics if the sync failed.
    pub fn report(&self) -> &SyncReport {
        match &self.result {
            Ok(report) => report,
            Err(error) => panic!("expected a success: {error}"),
        }
    }

    /// Returns the error of a failed sync.
    ///
    /// # Panics
    ///
    /// Panics if the sync succeeded.
    pub fn error(&self) -> &Error {
        match &self.result {
            Ok(report) => panic!("expected an error: {report}"),
            Err(error) => error,
        }
    }

    /// Returns the number of write requests.
    pub fn writes(&self) -> usize {
        self.requests.iter().filter(|r| r.is_write()).count()
    }

    /// Returns the column names of each add request.
    pub fn adds(&self) -> Vec<Vec<&str>> {
        let bodies = self.requests.iter().filter_map(|request| {
            let is_add = request.operation == Some(Operation::AddColumns);
            request.body.as_ref().filter(|_| is_add)?.as_array()
        });
        bodies
            .map(|columns| {
                columns
                    .iter()
                    .filter_map(|column| column["name"].as_str())
                    .collect()
            })
            .collect()
    }
}

/// Returns whether a later sync may still write: after every error except drift without a missing column.
fn may_write_in_next_run(error: &Error) -> bool {
    let is_missing =
        |drift: &Drift| drift.kind == DriftKind::Missing && drift.source == DriftSource::List;
    match error {
        Error::Drift(report) => report.denied.iter().any(is_missing),
        _ => true,
    }
}

/// Returns everything that a program can print of a result.
pub fn printed_output(result: &Result<SyncReport, Error>) -> String {
    let mut output = format!("{result:?} {result:#?}");
    let report = match result {
        Ok(report) => Some(report),
        Err(error) => {
            let mut cause: Option<&dyn std::error::Error> = Some(error);
            while let Some(error) = cause {
                let _ = write!(output, " {error}");
                cause = error.source();
            }
            error.report()
        }
    };
    if let Some(report) = report {
        let json = serde_json::to_string(report);
        let _ = write!(output, " {report} {}", json.expect("the value serializes"));
    }
    output
}
