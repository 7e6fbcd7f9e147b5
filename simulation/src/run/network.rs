//! The simulated network between the programs and the emulator.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use peaka_emulator::{Emulator, InMemory, Outcome};
use peaka_runtime::__private::InMemoryOutcome;
use peaka_runtime::stored_name;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::record::{Cause, Event, Exchange, Misuse, Received, Record, TableVersion};
use super::wrong_response::{false_success, hideable_columns, without_column};
use crate::random::Random;
use crate::scenario::{
    Delivery, Edit, FIRST_DELIVERY_STREAM, FaultKind, FaultPlan, InjectedFault, Scenario,
};
use crate::table::{Column, LiveTable, Request};

/// The base URL of every client. No connection is made to it.
pub(crate) const BASE_URL: &str = "http://localhost/api/v1";

/// The number of requests after which a sync gets no more responses. Virtual time may stand still
/// while a sync sends requests, so its deadline alone does not end it.
const MAX_REQUESTS: u32 = 2000;

/// The network, with the service and the record of the run.
pub(crate) struct Network {
    emulator: InMemory,
    authorization: String,
    seed: u64,
    table: &'static str,
    started: Instant,
    /// The columns that may be hidden from lists, by program: those that it declares and that no program renames or
    /// deletes. Hiding another column would change what a correct sync does.
    hideable: Vec<Vec<String>>,
    state: Mutex<State>,
}

/// The mutable state of a run.
pub(crate) struct State {
    pub(crate) record: Record,
    pub(crate) faults: FaultPlan,
    /// The index of the running sync of each program.
    pub(crate) running: Vec<Option<usize>>,
    /// The number of requests that each program has sent.
    sent: Vec<u64>,
    /// The number of requests and responses in flight.
    pub(crate) in_flight: usize,
    /// The program and the number of each request that gets no fault.
    suppressed: BTreeSet<(usize, u64)>,
}

/// What the network returns to a client.
pub(super) enum Reply {
    Delivered(InMemoryOutcome, Received),
    /// The client waits until its timeout.
    NoResponse,
}

/// A request as a client sends it.
pub(super) struct RawRequest {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) body: Vec<u8>,
}

impl Network {
    pub(crate) fn new(scenario: &Scenario, suppressed: &BTreeSet<(usize, u64)>) -> Arc<Self> {
        let builder = Emulator::builder()
            .profile(scenario.profile)
            .echo(scenario.echo)
            .match_requested_names(scenario.match_requested_names)
            .log(false);
        let builder = match &scenario.initial_table {
            Some((table, _)) => builder.table(table),
            None => builder,
        };
        let emulator = builder.build_in_memory().expect("the table can be created");
        let authorization = format!("Bearer {}", emulator.api_key());
        let programs = scenario.programs.len();
        let network = Self {
            emulator,
            authorization,
            seed: scenario.seed,
            table: scenario.table,
            started: Instant::now(),
            hideable: hideable_columns(scenario),
            state: Mutex::new(State {
                record: Record::default(),
                faults: scenario.faults.clone(),
                running: vec![None; programs],
                sent: vec![0; programs],
                in_flight: 0,
                suppressed: suppressed.clone(),
            }),
        };
        if let Some((_, columns)) = &scenario.initial_table {
            for column in columns {
                network.edit(&Edit::AddColumn(*column));
            }
        }
        let live = network.live_table();
        network.state().record.versions.push(TableVersion {
            cause: Cause::Initial,
            live,
        });
        Arc::new(network)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn api_key(&self) -> &str {
        self.emulator.api_key()
    }

    pub(crate) fn project_id(&self) -> &str {
        self.emulator.project_id()
    }

    /// Returns the time since the start of the run.
    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// Returns the names of all tables that share the stored name of the declared table.
    pub(crate) fn tables_with_same_name(&self) -> Vec<String> {
        let mut tables = self.emulator.tables(self.project_id());
        tables.retain(|table| stored_name(table) == stored_name(self.table));
        tables
    }

    fn live_table(&self) -> Option<LiveTable> {
        let columns = self
            .emulator
            .columns(self.project_id(), self.tables_with_same_name().first()?)?;
        Some(LiveTable::parse(&columns).expect("the emulator returns a column list"))
    }

    /// Records a new version of the table if it changed. Returns the current version.
    fn record_version(&self, cause: Cause) -> usize {
        let live = self.live_table();
        let now = self.now();
        let mut state = self.state();
        let record = &mut state.record;
        if record.versions.last().is_none_or(|last| last.live != live) {
            record.versions.push(TableVersion { cause, live });
            let version = record.versions.len() - 1;
            record.events.push((now, Event::Changed(version)));
        }
        record.versions.len() - 1
    }

    /// Sends a request to the service at once, without the network.
    fn request(&self, method: &str, path: &str, body: &[u8]) -> Outcome {
        let headers = [("authorization", &self.authorization)];
        self.emulator.send(method, path, headers, body)
    }

    /// Applies and records an external edit.
    pub(crate) fn apply_external_edit(&self, edit: &Edit) {
        let description = format!("{edit:?}");
        let now = self.now();
        self.state()
            .record
            .events
            .push((now, Event::External(description)));
        self.edit(edit);
        self.record_version(Cause::External);
    }

    fn edit(&self, edit: &Edit) {
        let table = self.tables_with_same_name().first().cloned();
        let table = table.unwrap_or_else(|| self.table.to_owned());
        let path = format!(
            "/api/v1/data/projects/{}/bitable/{table}",
            self.project_id()
        );
        let column = |column: &Column| json!([column]).to_string();
        drop(match edit {
            Edit::AddColumn(added) => {
                self.request("POST", &format!("{path}/columns"), column(added).as_bytes())
            }
            Edit::DeleteColumn(name) => {
                self.request("DELETE", &format!("{path}/columns/{name}"), b"")
            }
            Edit::CreateTable => self.request("POST", &path, b""),
            Edit::DeleteTable => self.request("DELETE", &path, b""),
        });
    }

    /// Sends list requests until no response is stale.
    pub(crate) fn end_stale_lists(&self) {
        let path = format!("/api/v1/data/projects/{}/bitable", self.project_id());
        for _ in 0..16 {
            drop(self.request("GET", &path, b""));
        }
    }

    /// Records a request of a program, and returns its index and how it is delivered.
    pub(super) fn record_request(&self, program: usize, request: Request) -> (usize, Delivery) {
        let now = self.now();
        let mut state = self.state();
        let nth = state.sent[program];
        state.sent[program] += 1;
        state.in_flight += 1;
        let random =
            &mut Random::for_stream(self.seed, FIRST_DELIVERY_STREAM + program as u64, nth);
        let mut delivery = state.faults.generate_delivery(random, &request);
        if state.suppressed.contains(&(program, nth)) {
            delivery.fault = None;
        }
        let running = state.running[program];
        let record = &mut state.record;
        match running {
            None => {
                let request = request.clone();
                record
                    .misuses
                    .push(Misuse::OutsideSync { program, request });
            }
            Some(sync) => {
                let sent = &mut record.syncs[sync].sent;
                *sent += 1;
                if *sent == MAX_REQUESTS {
                    record.misuses.push(Misuse::TooManyRequests { sync });
                }
                if *sent >= MAX_REQUESTS {
                    delivery.fault = Some(InjectedFault::no_response());
                }
            }
        }
        record.exchanges.push(Exchange {
            program,
            nth,
            sync: running,
            request,
            fault: delivery.fault,
            sent: now,
            version: None,
            received: None,
        });
        let exchange = record.exchanges.len() - 1;
        record.events.push((now, Event::Sent(exchange)));
        (exchange, delivery)
    }

    /// Delivers a request to the service, records the effect, and returns the reply.
    pub(super) fn deliver(
        &self,
        exchange: usize,
        raw: &RawRequest,
        request: &Request,
        fault: Option<InjectedFault>,
    ) -> Reply {
        if let Some(fault) = fault.and_then(InjectedFault::emulator_fault) {
            self.emulator.inject(request.operation(), fault);
        }
        let has_fault = |kind| fault.is_some_and(|fault| fault.kind == kind);
        let outcome = (!has_fault(FaultKind::FalseSuccess))
            .then(|| self.request(&raw.method, &raw.path, &raw.body));
        self.record_arrival(exchange, request);
        if has_fault(FaultKind::ExecuteThenNoResponse) {
            return Reply::NoResponse;
        }
        let is_truncated = matches!(outcome, Some(Outcome::Truncated(_)));
        let (status, headers, mut body) = match outcome {
            None => {
                let body = false_success(request, self.table, &raw.body);
                (200, Vec::new(), body)
            }
            Some(Outcome::Closed | Outcome::Reset) => {
                return Reply::Delivered(InMemoryOutcome::Lost, Received::Lost);
            }
            Some(Outcome::Response(response) | Outcome::Truncated(response)) => {
                let headers = response.headers.iter().filter_map(|(name, value)| {
                    Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
                });
                let body = response.body.into_bytes().to_vec();
                (response.status, headers.collect(), body)
            }
        };
        if let Some(fault) = fault.filter(|fault| fault.kind == FaultKind::HiddenColumn) {
            let program = self.state().record.exchanges[exchange].program;
            body = without_column(&body, &self.hideable[program], fault.parameter);
        }
        let is_genuine = !is_truncated && !fault.is_some_and(InjectedFault::fabricates_response);
        let retry_after = fault.and_then(|fault| fault.retry_after?.parse().ok());
        let received = received_response(request, status, &body, is_genuine, retry_after);
        let outcome = InMemoryOutcome::Response {
            status,
            headers,
            body,
            is_truncated,
        };
        Reply::Delivered(outcome, received)
    }

    /// Records that the service processed a request, and the version of the table after it.
    fn record_arrival(&self, exchange: usize, request: &Request) {
        let now = self.now();
        self.state()
            .record
            .events
            .push((now, Event::Arrived(exchange)));
        let version = if request.is_write() {
            self.record_version(Cause::Request(exchange))
        } else {
            self.state().record.versions.len() - 1
        };
        self.state().record.exchanges[exchange].version = Some(version);
    }

    /// Records what a client received.
    pub(super) fn record_received(&self, exchange: usize, received: Received) {
        let now = self.now();
        let mut state = self.state();
        state.record.exchanges[exchange].received = Some((now, received));
        state.record.events.push((now, Event::Received(exchange)));
    }

    pub(super) fn finish_delivery(&self) {
        self.state().in_flight -= 1;
    }
}

/// Describes a response for the record, with the list in it if it is a genuine list.
fn received_response(
    request: &Request,
    status: u16,
    body: &[u8],
    is_genuine: bool,
    retry_after: Option<u64>,
) -> Received {
    let list_of = |list: Request| {
        let is_list = is_genuine && status == 200 && *request == list;
        is_list.then(|| serde_json::from_slice::<Value>(body).unwrap_or_default())
    };
    let list = list_of(Request::ListColumns)
        .map(|list| LiveTable::parse(&list).expect("the emulator returns a column list"));
    let tables = list_of(Request::ListTables).map(|list| {
        let names = list.as_array().into_iter().flatten();
        let names = names.filter_map(|table| table["tableName"].as_str());
        names.map(str::to_owned).collect()
    });
    Received::Response {
        status,
        is_genuine,
        list,
        tables,
        retry_after,
    }
}
