//! The record of a run: every request, every version of the table or its metadata, and the outcome of every sync.

use std::time::Duration;

use peaka_runtime::Error;

use super::columns::ColumnList;
use super::simulate::Simulate;
use crate::scenario::{Columns, InjectedFault};
use crate::table::{LiveTable, Request};

/// Everything that happened, in order.
#[derive(Debug)]
pub(crate) struct Record<S: Simulate = Columns> {
    /// The versions of what is live. The first is the initial one.
    pub(crate) versions: Vec<Version<S>>,
    pub(crate) exchanges: Vec<Exchange<S>>,
    pub(crate) syncs: Vec<Sync<S>>,
    pub(crate) events: Vec<(Duration, Event)>,
    /// The external edits that were made.
    pub(crate) edits: Vec<ExternalEdit<S>>,
    /// Requests that no program may send, whatever is live.
    pub(crate) misuses: Vec<Misuse>,
    /// What was read at the end of the run; `None` until then.
    pub(crate) end: Option<S::End>,
}

impl<S: Simulate> Default for Record<S> {
    fn default() -> Self {
        Self {
            versions: Vec::new(),
            exchanges: Vec::new(),
            syncs: Vec::new(),
            events: Vec::new(),
            edits: Vec::new(),
            misuses: Vec::new(),
            end: None,
        }
    }
}

/// An external edit.
#[derive(Debug)]
pub(crate) struct ExternalEdit<S: Simulate> {
    pub(crate) edit: S::Edit,
    /// The version after it. It is the one before as well if the edit changed nothing.
    pub(crate) version: usize,
}

/// Requests that no program may send.
#[derive(Debug)]
pub(crate) enum Misuse {
    /// A request that was sent while no sync was running.
    OutsideSync { program: usize, request: Request },
    /// A sync that was stopped because it sent too many requests.
    TooManyRequests { sync: usize },
}

/// What is live between two changes.
#[derive(Clone, Debug)]
pub(crate) struct Version<S: Simulate = Columns> {
    pub(crate) cause: Cause,
    pub(crate) live: S::Live,
}

/// The cause of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Initial,
    /// The request of the exchange with this index.
    Request(usize),
    External,
}

/// A request of a program, and its response.
#[derive(Debug)]
pub(crate) struct Exchange<S: Simulate = Columns> {
    pub(crate) program: usize,
    /// The number of requests that the program had sent before.
    pub(crate) nth: u64,
    /// The sync that sent the request, if one was running.
    pub(crate) sync: Option<usize>,
    pub(crate) request: Request,
    pub(crate) fault: Option<InjectedFault>,
    pub(crate) sent: Duration,
    /// The version after the service processed the request, or `None` if it did not arrive.
    pub(crate) version: Option<usize>,
    /// What the client received, and when. `None` if it stopped waiting before.
    pub(crate) received: Option<(Duration, Received<S>)>,
}

/// The result of a request as its client sees it.
#[derive(Debug)]
pub(crate) enum Received<S: Simulate = Columns> {
    NotSent,
    Lost,
    Response {
        status: u16,
        /// Whether the response is complete and was not fabricated by a fault.
        is_genuine: bool,
        /// What a genuine list shows.
        list: Option<S::List>,
        /// The seconds in `Retry-After`.
        retry_after: Option<u64>,
    },
}

/// One sync.
#[derive(Debug)]
pub(crate) struct Sync<S: Simulate = Columns> {
    pub(crate) program: usize,
    pub(crate) phase: Phase,
    /// The number of requests sent.
    pub(crate) sent: u32,
    pub(crate) started: Duration,
    /// The time and the outcome, or `None` if the sync did not end.
    pub(crate) finished: Option<(Duration, Result<S::Report, Error>)>,
    /// The longest time that the sync may take.
    pub(crate) limit: Duration,
    /// The number of requests that were sent for a plan, before it was applied.
    pub(crate) planning_requests: u32,
    /// Whether the program was killed during the sync.
    pub(crate) is_killed: bool,
    /// The version when the sync started.
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

impl<S: Simulate> Record<S> {
    /// Returns the exchanges of a sync and their indices, in the order in which they were sent.
    pub(crate) fn exchanges_of(
        &self,
        sync: usize,
    ) -> impl DoubleEndedIterator<Item = (usize, &Exchange<S>)> {
        let all = self.exchanges.iter().enumerate();
        all.filter(move |(_, exchange)| exchange.sync == Some(sync))
    }

    /// Returns the last version, up to `up_to`, that a request of the sync caused.
    pub(crate) fn last_version_of(&self, sync: usize, up_to: usize) -> Option<usize> {
        self.versions[..=up_to].iter().rposition(|version| {
            matches!(version.cause, Cause::Request(exchange) if self.exchanges[exchange].sync == Some(sync))
        })
    }
}

impl Record {
    /// Returns the columns in the last genuine column list that was sent by the sync of an exchange before it.
    pub(crate) fn last_list_before(&self, exchange: usize) -> Option<&LiveTable> {
        let mut lists = self
            .exchanges_of(self.exchanges[exchange].sync?)
            .filter(|(index, _)| *index < exchange)
            .filter_map(|(_, exchange)| exchange.list());
        lists.next_back()
    }
}

impl<S: Simulate> Exchange<S> {
    /// Returns what a genuine list shows.
    pub(crate) fn shown(&self) -> Option<&S::List> {
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

impl Exchange {
    /// Returns the columns of a genuine column list.
    pub(crate) fn list(&self) -> Option<&LiveTable> {
        match self.shown() {
            Some(ColumnList::Columns(columns)) => Some(columns),
            _ => None,
        }
    }

    /// Returns the names in a genuine table list.
    pub(crate) fn tables(&self) -> Option<&[String]> {
        match self.shown() {
            Some(ColumnList::Tables(tables)) => Some(tables),
            _ => None,
        }
    }
}
