//! The task of a process that syncs, as command-line arguments.

use std::fmt;

use peaka_runtime::{Client, Error};

use crate::hand_written::HandWritten;

/// The number of tables that are synced at the same time.
pub(crate) const CONCURRENCY: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    Runtime,
    HandWritten,
}

impl Contender {
    pub(crate) const ALL: [Self; 2] = [Self::Runtime, Self::HandWritten];

    fn name(self) -> &'static str {
        match self {
            Self::Runtime => "runtime",
            Self::HandWritten => "hand-written",
        }
    }
}

/// What is synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sync {
    /// A table with all columns.
    NoOp,
    /// A table without columns.
    First,
    /// Many tables with all columns.
    Many,
}

impl Sync {
    const ALL: [Self; 3] = [Self::NoOp, Self::First, Self::Many];

    fn name(self) -> &'static str {
        match self {
            Self::NoOp => "no-op",
            Self::First => "first",
            Self::Many => "many",
        }
    }
}

/// Where an emulator is, and its key.
#[derive(Clone, Debug)]
pub(crate) struct EmulatorAddress {
    pub(crate) base_url: String,
    pub(crate) project_id: String,
    pub(crate) api_key: String,
}

impl EmulatorAddress {
    pub(crate) fn connect(&self) -> Result<Client, Error> {
        Client::builder()
            .base_url(&self.base_url)
            .project_id(&self.project_id)
            .api_key(&self.api_key)
            .build()
    }

    pub(crate) fn connect_by_hand(&self) -> Result<HandWritten, reqwest::Error> {
        HandWritten::new(&self.base_url, &self.project_id, &self.api_key)
    }
}

/// The task of one process.
pub(crate) enum Task {
    /// Runs syncs of one contender, one after the other.
    Run {
        contender: Contender,
        sync: Sync,
        count: usize,
        emulator: EmulatorAddress,
    },
    /// Measures rounds in which the contenders alternate.
    Time {
        sync: Sync,
        rounds: usize,
        count: usize,
        emulator: EmulatorAddress,
    },
}

impl Task {
    /// Returns the task as arguments.
    pub(crate) fn to_arguments(&self) -> Vec<String> {
        let (words, emulator) = match self {
            Self::Run {
                contender,
                sync,
                count,
                emulator,
            } => (
                ["run", contender.name(), sync.name(), &count.to_string()].map(str::to_owned),
                emulator,
            ),
            Self::Time {
                sync,
                rounds,
                count,
                emulator,
            } => (
                [
                    "time".to_owned(),
                    rounds.to_string(),
                    sync.name().to_owned(),
                    count.to_string(),
                ],
                emulator,
            ),
        };
        let EmulatorAddress {
            base_url,
            project_id,
            api_key,
        } = emulator.clone();
        words
            .into_iter()
            .chain([base_url, project_id, api_key])
            .collect()
    }

    /// Returns the task of arguments that [`to_arguments`](Self::to_arguments) returned.
    pub(crate) fn from_arguments(arguments: &[String]) -> Option<Self> {
        let [task, second, sync, count, base_url, project_id, api_key] = arguments else {
            return None;
        };
        let sync = Sync::ALL.into_iter().find(|known| known.name() == sync)?;
        let count = count.parse().ok()?;
        let emulator = EmulatorAddress {
            base_url: base_url.clone(),
            project_id: project_id.clone(),
            api_key: api_key.clone(),
        };
        match task.as_str() {
            "run" => Some(Self::Run {
                contender: Contender::ALL
                    .into_iter()
                    .find(|known| known.name() == second)?,
                sync,
                count,
                emulator,
            }),
            "time" => Some(Self::Time {
                sync,
                rounds: second.parse().ok()?,
                count,
                emulator,
            }),
            _ => None,
        }
    }
}

impl fmt::Display for Sync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoOp => "no-op sync",
            Self::First => "first sync",
            Self::Many => "1,000 tables",
        })
    }
}
