//! A sync under a fault, and what holds whatever the fault is.

use std::fmt::Write;
use std::time::{Duration, Instant};

use peaka_emulator::{Emulator, Fault, LoggedRequest, Operation};
use peaka_runtime::{
    BiTable, Client, ClientBuilder, ColumnRequest, DataType, Drift, DriftKind, DriftSource, Error,
    SyncColumns, SyncReport,
};
use serde_json::Value;
use tokio::time::timeout;

use crate::{assert_hidden, client_of};

/// The key of every trial: none of it may show.
pub const CANARY: &str = "canary-4711-9d2f6b8c";

/// What every trial declares.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
pub struct Event {
    a: i64,
    b: String,
    c: bool,
}

/// The same as the service spells it.
const DECLARED: [(&str, &str); 3] = [("a", "bigint"), ("b", "varchar"), ("c", "boolean")];

/// A deadline that no fault of a moment reaches.
const DEADLINE: Duration = Duration::from_secs(8);

/// How long a machine with other things to do may take to notice that the time is over.
const SLACK: Duration = Duration::from_millis(500);

/// How long a call that uses up a fault is waited for.
const PATIENCE: Duration = Duration::from_millis(200);

/// An emulator whose table `events` has a column `note` that nobody declares, and a client.
pub struct Trial {
    /// The emulator, for the faults.
    pub emulator: Emulator,
    /// The client under trial.
    pub client: Client,
    deadline: Duration,
}

/// How the sync under trial ended.
pub struct Ended {
    /// What it gave.
    pub result: Result<SyncReport, Error>,
    /// What arrived from its begin to its end.
    pub requests: Vec<LoggedRequest>,
    /// What the run gave that came when the faults were gone, and that wrote nothing.
    pub again: Result<SyncReport, Error>,
}

impl Trial {
    /// One with as much time as it may need.
    pub async fn new() -> Self {
        Self::with(DEADLINE, |client| client).await
    }

    /// One with a deadline and other choices.
    ///
    /// # Panics
    /// If it cannot be set up.
    pub async fn with(
        deadline: Duration,
        choose: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let emulator = Emulator::builder().partner_key(CANARY).table("events");
        let emulator = emulator.start().await.expect("the emulator starts");
        let client = choose(client_of(&emulator)).sync_timeout(deadline).build();
        let client = client.expect("the client is set up");
        let trial = Self {
            emulator,
            client,
            deadline,
        };
        let added = add_note(&trial.undisturbed()).await;
        added.expect("the column is added");
        trial
    }

    /// Queues a fault.
    pub fn inject(&self, operation: Operation, fault: Fault) {
        self.emulator.inject(operation, fault);
    }

    /// Syncs what is declared, and asserts what holds whatever the fault.
    pub async fn sync(&self) -> Ended {
        self.run(Event::sync_columns(&self.client)).await
    }

    /// The same for a sync with other choices.
    ///
    /// # Panics
    /// If anything does not hold.
    pub async fn run(&self, sync: SyncColumns<'_, '_>) -> Ended {
        let before = self.stored();
        self.emulator.take_requests();
        let begun = Instant::now();
        let result = sync.await;
        let took = begun.elapsed();
        let requests = self.emulator.take_requests();
        assert!(took < self.deadline + SLACK, "it took {took:?}: {result:?}");
        assert_hidden(CANARY, &shown(&result));
        self.assert_kept(&before, &result);

        self.calm().await;
        if result.as_ref().is_err_and(is_passing) {
            // Whatever is left to do is done now that nothing is in the way.
            let mended = Event::sync_columns(&self.undisturbed()).await;
            assert_hidden(CANARY, &shown(&mended));
        }
        let settled = self.stored();
        self.emulator.take_requests();
        let again = Event::sync_columns(&self.undisturbed()).await;
        let asked = self.emulator.take_requests();
        assert!(
            !asked.iter().any(LoggedRequest::is_write),
            "the next run writes: {asked:?}"
        );
        assert_hidden(CANARY, &shown(&again));
        assert_eq!(self.stored(), settled);
        self.assert_kept(&before, &again);
        assert!(result.is_err() || again.is_ok(), "{again:?}");
        Ended {
            result,
            requests,
            again,
        }
    }

    /// The columns as they are stored; `None` if the table is gone.
    pub fn stored(&self) -> Option<Vec<Value>> {
        let project = self.emulator.project_id();
        let columns = self.emulator.columns(project, "events")?;
        Some(columns.as_array().expect("it is a list").clone())
    }

    /// Nothing of before is gone or other than it was, nothing is there twice, and a success has
    /// every declared column with its type.
    fn assert_kept(&self, before: &Option<Vec<Value>>, result: &Result<SyncReport, Error>) {
        let Some(stored) = self.stored() else {
            let told = shown(result);
            let is_reported = [
                "table `events` does not exist",
                "table `events` was deleted",
            ]
            .iter()
            .any(|text| told.contains(text));
            assert!(is_reported, "{told}");
            return;
        };
        for column in before.iter().flatten() {
            assert!(stored.contains(column), "{column} is gone: {stored:?}");
        }
        for (i, column) in stored.iter().enumerate() {
            let is_twin = |other: &Value| other["name"] == column["name"];
            assert!(!stored[..i].iter().any(is_twin), "twice: {stored:?}");
        }
        if let Ok(report) = result {
            assert!(report.verified, "{report}");
            for (name, data_type) in DECLARED {
                let is_it = |column: &&Value| column["name"] == name;
                let column = stored.iter().find(is_it);
                assert_eq!(column.expect(name)["dataType"], data_type);
            }
        }
    }

    /// Uses up the faults that are left over: until a list and an add are struck by none, and the
    /// list shows what is stored.
    async fn calm(&self) {
        let probe = self.undisturbed();
        for _ in 0..1000 {
            let Some(stored) = self.stored() else {
                return;
            };
            // However long the service asks to wait.
            let listed = timeout(PATIENCE, probe.list_columns("events")).await;
            let listed = listed.map(|listed| listed.map_or(0, |columns| columns.len()));
            if listed == Ok(stored.len()) && !self.was_struck() {
                break;
            }
        }
        for _ in 0..1000 {
            let _ = timeout(PATIENCE, add_note(&probe)).await;
            if !self.was_struck() {
                return;
            }
        }
        panic!("there is no end of faults");
    }

    fn was_struck(&self) -> bool {
        let requests = self.emulator.requests();
        requests.last().is_some_and(|last| last.fault.is_some())
    }

    /// A client that was never in trouble.
    fn undisturbed(&self) -> Client {
        let client = client_of(&self.emulator).build();
        client.expect("the client is set up")
    }
}

/// The first time it is added, later it is refused.
async fn add_note(client: &Client) -> Result<(), Error> {
    let note = ColumnRequest::new("note", DataType::Varchar);
    client.add_columns("events", &[note]).await.map(drop)
}

impl Ended {
    /// The report of a success.
    ///
    /// # Panics
    /// If it is none.
    pub fn report(&self) -> &SyncReport {
        match &self.result {
            Ok(report) => report,
            Err(error) => panic!("this must succeed: {error}"),
        }
    }

    /// The error of a failure.
    ///
    /// # Panics
    /// If it is none.
    pub fn error(&self) -> &Error {
        match &self.result {
            Ok(report) => panic!("this must fail: {report}"),
            Err(error) => error,
        }
    }

    /// How many requests arrived that ask for a change.
    pub fn writes(&self) -> usize {
        self.requests.iter().filter(|r| r.is_write()).count()
    }

    /// The names in each add that arrived.
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

/// Whether the next run may do what this one did not.
fn is_passing(error: &Error) -> bool {
    let is_missing =
        |drift: &Drift| drift.kind == DriftKind::Missing && drift.source == DriftSource::List;
    match error {
        Error::Drift(report) => report.denied.iter().any(is_missing),
        _ => true,
    }
}

/// All that a program could print of a result.
pub fn shown(result: &Result<SyncReport, Error>) -> String {
    let mut shown = format!("{result:?} {result:#?}");
    let report = match result {
        Ok(report) => Some(report),
        Err(error) => {
            let mut cause: Option<&dyn std::error::Error> = Some(error);
            while let Some(error) = cause {
                let _ = write!(shown, " {error}");
                cause = error.source();
            }
            error.report()
        }
    };
    if let Some(report) = report {
        let json = serde_json::to_string(report);
        let _ = write!(shown, " {report} {}", json.expect("it serializes"));
    }
    shown
}
