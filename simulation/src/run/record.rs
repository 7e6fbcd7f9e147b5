//! The record of a run: every request, every version of the table, and the outcome of every sync.

use std::time::Duration;

use peaka_runtime::{Error, SyncReport};

use crate::scenario::InjectedFault;
use crate::table::{LiveTable, Request};

/// Everything that happened, in order.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The versions of the live table. The first is the initial one.
    pub(crate) versions: Vec<TableVersion>,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) syncs: Vec<Sync>,
    pub(crate) events: Vec<(Duration, Event)>,
    /// Requests that no program may send, whatever the state of the table.
    pub(crate) misuses: Vec<Misuse>,
    /// All tables at the end of the run that share the stored name of the declared table.
    pub(crate) tables_with_same_name: Vec<String>,
}

/// Requests that no program may send.
#[derive(Debug)]
pub(crate) enum Misuse {
    /// A request that was sent while no sync was running.
    OutsideSync { program: usize, request: Request },
    /// A sync that was stopped because it sent too many requests.
    TooManyRequests { sync: usize },
}

/// The live table between two changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableVersion {
    pub(crate) cause: Cause,
    /// `None` if the table does not exist.
    pub(crate) live: Option<LiveTable>,
}

/// The cause of a version of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Initial,
    /// The request of the exchange with this index.
    Request(usize),
    External,
}

/// A request of a program, and its response.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) program: usize,
    /// The number of requests that the program had sent before.
    pub(crate) nth: u64,
    /// The sync that sent the request, if one was running.
    pub(crate) sync: Option<usize>,
    pub(crate) request: Request,
    pub(crate) fault: Option<InjectedFault>,
    pub(crate) sent: Duration,
    /// The version of the table after the service processed the request, or `None` if it did not arrive.
    pub(crate) version: Option<usize>,
    /// What the client received, and when. `None` if it stopped waiting before.
    pub(crate) received: Option<(Duration, Received)>,
}

/// The result of a request as its client sees it.
#[derive(Debug)]
pub(crate) enum Received {
    NotSent,
    Lost,
    Response {
        status: u16,
        /// Whether the response is complete and was not fabricated by a fault.
        is_genuine: bool,
        /// The columns of a genuine column list.
        list: Option<LiveTable>,
        /// The names in a genuine table list.
        tables: Option<Vec<String>>,
        /// The seconds in `Retry-After`.
        retry_after: Option<u64>,
    },
}

/// One sync.
#[derive(Debug)]
pub(crate) struct Sync {
    pub(crate) program: usize,
    pub(crate) phase: Phase,
    /// The number of requests sent.
    pub(crate) sent: u32,
    pub(crate) started: Duration,
    /// The time and the outcome, or `None` if the sync did not end.
    pub(crate) finished: Option<(Duration, Result<SyncReport, Error>)>,
    /// The longest time that the sync may take.
    pub(crate) limit: Duration,
    /// The number of requests that were sent for a plan, before it was applied.
    pub(crate) planning_requests: u32,
    /// Whether the program was killed during the sync.
    pub(crate) is_killed: bool,
    /// The version of the table when the sync started.
    pub(crate) initial_version: usize,
}

/// The phase of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Programs sync concurrently, and faults are injected.
    WithFaults,
    /// Each program syncs alone, without faults.
    Recovery,
    /// Each program syncs again directly after its recovery.
    SecondSync,
}

/// An event, with the index of its sync, exchange or version.
#[derive(Debug)]
pub(crate) enum Event {
    Started(usize),
    Sent(usize),
    Arrived(usize),
    Received(usize),
    /// A new version of the table.
    Changed(usize),
    External(String),
    Finished(usize),
}

impl Record {
    /// Returns the exchanges of a sync and their indices, in the order in which they were sent.
    pub(crate) fn exchanges_of(
        &self,
        sync: usize,
    ) -> impl DoubleEndedIterator<Item = (usize, &Exchange)> {
        let all = self.exchanges.iter().enumerate();
        all.filter(move |(_, exchange)| exchange.sync == Some(sync))
    }

    /// Returns the columns in the last genuine column list that was sent by the sync of an exchange before it.
    pub(crate) fn last_list_before(&self, exchange: usize) -> Option<&LiveTable> {
        let mut lists = self
            .exchanges_of(self.exchanges[exchange].sync?)
            .filter(|(index, _)| *index < exchange)
            .filter_map(|(_, exchange)| exchange.list());
        lists.next_back()
    }

    /// Returns the last version of the table, up to `up_to`, that a request of the sync caused.
    pub(crate) fn last_version_of(&self, sync: usize, up_to: usize) -> Option<usize> {
        self.versions[..=up_to].iter().rposition(|version| {
            matches!(version.cause, Cause::Request(exchange) if self.exchanges[exchange].sync == Some(sync))
        })
    }
}

impl Exchange {
    /// Returns the columns of a genuine column list.
    pub(crate) fn list(&self) -> Option<&LiveTable> {
        match &self.received {
            Some((_, Received::Response { list, .. })) => list.as_ref(),
            _ => None,
        }
    }

    /// Returns whether a genuine response reported success.
    pub(crate) fn is_acknowledged(&self) -> bool {
        match &self.received {
            Some((
                _,
                Received::Response {
                    status, is_genuine, ..
                },
            )) => *is_genuine && *status < 300,
            _ => false,
        }
    }

    /// Returns the status of the response, if the client received one.
    pub(crate) fn status(&self) -> Option<u16> {
        match &self.received {
            Some((_, Received::Response { status, .. })) => Some(*status),
            _ => None,
        }
    }

    /// Returns whether the client knows that the request was not sent.
    pub(crate) fn is_not_sent(&self) -> bool {
        matches!(&self.received, Some((_, Received::NotSent)))
    }
}
