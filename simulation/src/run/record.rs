//! The record of a run: every request, every state of the table, and the result of every sync.

use std::time::Duration;

use peaka_runtime::{Error, SyncReport};

use crate::scenario::InjectedFault;
use crate::table::{LiveTable, Request};

/// Everything that happened, in order.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The states of the table at the service. The first is the initial one.
    pub(crate) versions: Vec<TableVersion>,
    pub(crate) messages: Vec<Message>,
    pub(crate) syncs: Vec<Sync>,
    pub(crate) events: Vec<(Duration, Event)>,
    /// Requests that no program may send.
    pub(crate) misuses: Vec<Misuse>,
    /// The tables at the end that have the same stored name.
    pub(crate) duplicate_tables: Vec<String>,
}

/// Something that no program may do.
#[derive(Debug)]
pub(crate) enum Misuse {
    /// A request without a running sync.
    OutsideSync { replica: usize, request: Request },
    /// A sync that sends requests without end.
    TooManyRequests { sync: usize },
}

/// The table between two changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableVersion {
    pub(crate) cause: Cause,
    /// `None` if the table does not exist.
    pub(crate) live: Option<LiveTable>,
}

/// What created a version of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Initial,
    /// The request with this index.
    Message(usize),
    External,
}

/// A request of a replica, and its response.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) replica: usize,
    /// The number of the request among those of the replica.
    pub(crate) nth: u64,
    pub(crate) sync: usize,
    pub(crate) request: Request,
    pub(crate) fault: Option<InjectedFault>,
    pub(crate) sent: Duration,
    /// The version of the table after the service processed the request; `None` if it has not arrived.
    pub(crate) version: Option<usize>,
    /// What the client received, and when; `None` if it had stopped waiting.
    pub(crate) received: Option<(Duration, Received)>,
}

/// What a client receives for a request.
#[derive(Debug)]
pub(crate) enum Received {
    NotSent,
    Lost,
    Response {
        status: u16,
        /// Whether the service itself sent it, and it is complete.
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
    pub(crate) replica: usize,
    pub(crate) phase: Phase,
    /// The number of requests sent.
    pub(crate) sent: u32,
    pub(crate) started: Duration,
    /// `None` if it did not end.
    pub(crate) finished: Option<(Duration, Result<SyncReport, Error>)>,
    /// The longest time that the sync may take.
    pub(crate) limit: Duration,
    /// The number of requests that were sent for a plan, before it was applied.
    pub(crate) planning_requests: u32,
    /// Whether the program was killed during the sync.
    pub(crate) is_killed: bool,
    /// The version of the table when the sync started.
    pub(crate) version: usize,
}

/// When a sync ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// With faults, and concurrently with the others.
    WithFaults,
    /// After the faults, alone.
    Recovery,
    /// Again, directly after the recovery.
    SecondRun,
}

/// An event, by the index of its sync, request or version.
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
    /// Returns the requests of a sync, in the order in which they were sent.
    pub(crate) fn of(&self, sync: usize) -> impl DoubleEndedIterator<Item = (usize, &Message)> {
        let all = self.messages.iter().enumerate();
        all.filter(move |(_, message)| message.sync == sync)
    }
}

impl Message {
    /// Returns the columns of a genuine column list.
    pub(crate) fn list(&self) -> Option<&LiveTable> {
        match &self.received {
            Some((_, Received::Response { list, .. })) => list.as_ref(),
            _ => None,
        }
    }

    /// Returns whether the service itself answered with success.
    pub(crate) fn is_acknowledged(&self) -> bool {
        matches!(&self.received, Some((_, Received::Response { status, is_genuine: true, .. })) if *status < 300)
    }

    /// Returns the status, if the client received one.
    pub(crate) fn status(&self) -> Option<u16> {
        match &self.received {
            Some((_, Received::Response { status, .. })) => Some(*status),
            _ => None,
        }
    }

    pub(crate) fn is_not_sent(&self) -> bool {
        matches!(&self.received, Some((_, Received::NotSent)))
    }
}
