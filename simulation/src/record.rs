//! What happened in a run.

use std::time::Duration;

use peaka_runtime::{Error, SyncReport};

use crate::ask::Ask;
use crate::judge::Rule;
use crate::live::Live;
use crate::storm::Strike;

/// All that happened, in the order in which it did.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The table as it truly was, from one change to the next. The first is the beginning.
    pub(crate) versions: Vec<Version>,
    pub(crate) messages: Vec<Message>,
    pub(crate) syncs: Vec<Sync>,
    pub(crate) events: Vec<(Duration, Event)>,
    /// What nobody may do, seen while it was done.
    pub(crate) offences: Vec<(Rule, String)>,
    /// The tables in the end whose names are one to a service that folds.
    pub(crate) twin_tables: Vec<String>,
}

/// The table between two changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) cause: Cause,
    /// None if it was not there.
    pub(crate) live: Option<Live>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Beginning,
    /// This message.
    Message(usize),
    Stranger,
}

/// One request of a replica.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) replica: usize,
    /// Which of the replica's it is.
    pub(crate) nth: u64,
    pub(crate) sync: usize,
    pub(crate) ask: Ask,
    pub(crate) strike: Option<Strike>,
    pub(crate) sent: Duration,
    /// The last version when it had been done or refused; None if it has not arrived.
    pub(crate) version: Option<usize>,
    /// What its sender was told, and when; None if it had given up before.
    pub(crate) told: Option<(Duration, Told)>,
}

/// What a sender is told.
#[derive(Debug)]
pub(crate) enum Told {
    Unsent,
    Lost,
    Answer {
        status: u16,
        /// Whether it is the answer of the service, and whole.
        is_true: bool,
        /// What a true list of columns shows.
        list: Option<Live>,
        /// What a true list of tables shows, of those that may be the one.
        tables: Option<Vec<String>>,
        /// The seconds of a `Retry-After`.
        retry_after: Option<u64>,
    },
}

/// One sync.
#[derive(Debug)]
pub(crate) struct Sync {
    pub(crate) replica: usize,
    pub(crate) phase: Phase,
    /// How many messages it has sent.
    pub(crate) sent: u32,
    pub(crate) begun: Duration,
    /// None if it went on for far too long.
    pub(crate) ended: Option<(Duration, Result<SyncReport, Error>)>,
    /// The last version when it began.
    pub(crate) version: usize,
}

/// When a sync ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// In the storm, beside the others.
    Storm,
    /// After it, alone.
    Calm,
    /// Once more.
    Again,
}

#[derive(Debug)]
pub(crate) enum Event {
    Begun(usize),
    Sent(usize),
    Arrived(usize),
    Told(usize),
    /// A change, by its version.
    Changed(usize),
    Stranger(String),
    Ended(usize),
}

impl Record {
    /// The messages of a sync, in the order in which they were sent.
    pub(crate) fn of(&self, sync: usize) -> impl DoubleEndedIterator<Item = (usize, &Message)> {
        let all = self.messages.iter().enumerate();
        all.filter(move |(_, message)| message.sync == sync)
    }
}

impl Message {
    /// What a true list of columns showed.
    pub(crate) fn list(&self) -> Option<&Live> {
        match &self.told {
            Some((_, Told::Answer { list, .. })) => list.as_ref(),
            _ => None,
        }
    }

    /// Whether it was answered with success, by the service.
    pub(crate) fn is_acknowledged(&self) -> bool {
        matches!(&self.told, Some((_, Told::Answer { status, is_true: true, .. })) if *status < 300)
    }

    /// The status, if it was told.
    pub(crate) fn status(&self) -> Option<u16> {
        match &self.told {
            Some((_, Told::Answer { status, .. })) => Some(*status),
            _ => None,
        }
    }

    pub(crate) fn is_unsent(&self) -> bool {
        matches!(&self.told, Some((_, Told::Unsent)))
    }
}
