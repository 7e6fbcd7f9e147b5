//! The simulated network between the programs and the emulator.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use peaka_emulator::Outcome;
use peaka_runtime::__private::InMemoryOutcome;
use tokio::time::Instant;

use super::record::{Cause, Event, Exchange, ExternalEdit, Misuse, Received, Record, Version};
use super::service::{RawRequest, Service};
use super::simulate::Simulate;
use crate::random::Random;
use crate::scenario::{
    Delivery, FIRST_DELIVERY_STREAM, FaultKind, FaultPlan, InjectedFault, Scenario,
};
use crate::table::Request;

/// The base URL of every client. No connection is made to it.
pub(crate) const BASE_URL: &str = "http://localhost/api/v1";

/// The number of requests after which a sync gets no more responses. Virtual time may stand still
/// while a sync sends requests, so its deadline alone does not end it.
const MAX_REQUESTS: u32 = 2000;

/// The network, with the service and the record of the run.
pub(crate) struct Network<S: Simulate> {
    service: Service,
    scenario: Scenario<S>,
    started: Instant,
    state: Mutex<State<S>>,
}

/// The mutable state of a run.
pub(crate) struct State<S: Simulate> {
    pub(crate) record: Record<S>,
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
pub(super) enum Reply<S: Simulate> {
    Delivered(InMemoryOutcome, Received<S>),
    /// The client waits until its timeout.
    NoResponse,
}

impl<S: Simulate> Network<S> {
    pub(crate) fn new(scenario: &Scenario<S>, suppressed: &BTreeSet<(usize, u64)>) -> Arc<Self> {
        let programs = scenario.programs.len();
        let network = Self {
            service: scenario.subject.start(),
            scenario: scenario.clone(),
            started: Instant::now(),
            state: Mutex::new(State {
                record: Record::default(),
                faults: scenario.faults.clone(),
                running: vec![None; programs],
                sent: vec![0; programs],
                in_flight: 0,
                suppressed: suppressed.clone(),
            }),
        };
        let live = scenario.subject.live(&network.service);
        network.state().record.versions.push(Version {
            cause: Cause::Initial,
            live,
        });
        Arc::new(network)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State<S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn service(&self) -> &Service {
        &self.service
    }

    /// Returns the time since the start of the run.
    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// Records a new version if what is live has changed. Returns the current version.
    fn record_version(&self, cause: Cause) -> usize {
        let live = self.scenario.subject.live(&self.service);
        let now = self.now();
        let mut state = self.state();
        let record = &mut state.record;
        if record.versions.last().is_none_or(|last| last.live != live) {
            record.versions.push(Version { cause, live });
            let version = record.versions.len() - 1;
            record.events.push((now, Event::Changed(version)));
        }
        record.versions.len() - 1
    }

    /// Applies and records an external edit.
    pub(crate) fn apply_external_edit(&self, edit: &S::Edit) {
        let description = format!("{edit:?}");
        let now = self.now();
        self.state()
            .record
            .events
            .push((now, Event::External(description)));
        self.scenario.subject.edit(&self.service, edit);
        let version = self.record_version(Cause::External);
        self.state().record.edits.push(ExternalEdit {
            edit: edit.clone(),
            version,
        });
    }

    /// Sends list requests until no response is stale.
    pub(crate) fn end_stale_lists(&self) {
        let path = self.scenario.subject.list_path(self.service.project_id());
        for _ in 0..16 {
            drop(self.service.request("GET", &path, b""));
        }
    }

    /// Records a request of a program, and returns its index and how it is delivered.
    pub(super) fn record_request(&self, program: usize, request: Request) -> (usize, Delivery) {
        let now = self.now();
        let mut state = self.state();
        let nth = state.sent[program];
        state.sent[program] += 1;
        state.in_flight += 1;
        let random = &mut Random::for_stream(
            self.scenario.seed,
            FIRST_DELIVERY_STREAM + program as u64,
            nth,
        );
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
    ) -> Reply<S> {
        let subject = &self.scenario.subject;
        if let Some(fault) = fault.and_then(InjectedFault::emulator_fault) {
            self.service.emulator().inject(request.operation(), fault);
        }
        let has_fault = |kind| fault.is_some_and(|fault| fault.kind == kind);
        let false_success = has_fault(FaultKind::FalseSuccess)
            .then(|| subject.false_success(&self.service, request, raw));
        let outcome = false_success
            .is_none()
            .then(|| self.service.request(&raw.method, &raw.path, &raw.body));
        self.record_arrival(exchange, request);
        if has_fault(FaultKind::ExecuteThenNoResponse) {
            return Reply::NoResponse;
        }
        let is_truncated = matches!(outcome, Some(Outcome::Truncated(_)));
        let (status, headers, mut body) = match outcome {
            None => {
                let (status, body) = false_success.unwrap_or_default();
                (status, Vec::new(), body)
            }
            Some(Outcome::Response(response) | Outcome::Truncated(response)) => {
                let headers = response.headers.iter().filter_map(|(name, value)| {
                    Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
                });
                let body = response.body.into_bytes().to_vec();
                (response.status, headers.collect(), body)
            }
            // However the connection ended: no response arrives.
            Some(_) => return Reply::Delivered(InMemoryOutcome::Lost, Received::Lost),
        };
        if let Some(fault) = fault.filter(|fault| fault.kind == FaultKind::HiddenColumn) {
            let program = self.state().record.exchanges[exchange].program;
            body = S::hide(&self.scenario, program, &body, fault.parameter);
        }
        let is_genuine = !is_truncated && !fault.is_some_and(InjectedFault::fabricates_response);
        let retry_after = fault.and_then(|fault| fault.retry_after?.parse().ok());
        let is_list = is_genuine && status == 200;
        let list = is_list.then(|| subject.read_list(request, &body)).flatten();
        let received = Received::Response {
            status,
            is_genuine,
            list,
            retry_after,
        };
        let outcome = InMemoryOutcome::Response {
            status,
            headers,
            body,
            is_truncated,
        };
        Reply::Delivered(outcome, received)
    }

    /// Records that the service processed a request, and the version after it.
    fn record_arrival(&self, exchange: usize, request: &Request) {
        let now = self.now();
        self.state()
            .record
            .events
            .push((now, Event::Arrived(exchange)));
        let version = if S::may_change(request) {
            self.record_version(Cause::Request(exchange))
        } else {
            self.state().record.versions.len() - 1
        };
        self.state().record.exchanges[exchange].version = Some(version);
    }

    /// Records what a client received.
    pub(super) fn record_received(&self, exchange: usize, received: Received<S>) {
        let now = self.now();
        let mut state = self.state();
        state.record.exchanges[exchange].received = Some((now, received));
        state.record.events.push((now, Event::Received(exchange)));
    }

    pub(super) fn finish_delivery(&self) {
        self.state().in_flight -= 1;
    }
}
