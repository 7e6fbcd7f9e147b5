//! What can go wrong, by the decision that the caller can take.

use std::fmt;
use std::time::Duration;

use crate::client::retry::is_passing;
use crate::report::drift_help::remedy_for_drift;
use crate::report::sync_report::SyncReport;
use crate::report::tables_report::TablesReport;
use crate::text::{counted, listed, quoted};

/// Why a call failed. Its `Display` is one sentence that says what, where and what to do; the
/// API key is in none of them.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The client is not set up right: mend the configuration.
    #[non_exhaustive]
    Config {
        /// What is wrong and what to do.
        message: String,
    },
    /// A name that cannot be used for what it was given: choose another one. Nothing was written.
    #[non_exhaustive]
    Name {
        /// What the name is for: `table`, `column`, `column to delete` or `project`.
        of: &'static str,
        /// The name.
        name: String,
        /// What is wrong with it and what to do.
        why: &'static str,
    },
    /// The service did not accept the API key (401), or not for this (403): mend the key.
    #[non_exhaustive]
    Auth {
        /// What was asked of the service.
        asked: String,
        /// 401 or 403.
        status: u16,
        /// What the service said about it, shortened.
        said: String,
        /// What the service calls the request, if it said so.
        request_id: Option<String>,
    },
    /// The project does not have the table: create it.
    #[non_exhaustive]
    UnknownTable {
        /// The declared name.
        table: String,
        /// How it was missed, and what to do.
        detail: &'static str,
    },
    /// The table has moved on since it was planned: plan again.
    #[non_exhaustive]
    Outdated {
        /// The declared name.
        table: String,
        /// What a sync would do now and the plan did not foresee, each as half a sentence.
        unforeseen: Vec<String>,
    },
    /// The service answered with a status that is no success.
    #[non_exhaustive]
    Status {
        /// What was asked of the service.
        asked: String,
        /// The status of the answer.
        status: u16,
        /// What the service said about it, shortened.
        said: String,
        /// What the service calls the request, if it said so.
        request_id: Option<String>,
        /// How long the service asked to wait, if it did.
        retry_after: Option<Duration>,
    },
    /// There was no whole answer: the service was not reached, was too slow, or the connection
    /// broke.
    #[non_exhaustive]
    Transport {
        /// What was asked of the service.
        asked: String,
        /// At which point it failed.
        fault: TransportFault,
        /// What the transport said about it.
        detail: String,
    },
    /// The answer was a success that cannot be read.
    #[non_exhaustive]
    Answer {
        /// What was asked of the service.
        asked: String,
        /// What is wrong with the answer.
        detail: String,
    },
    /// A write was sent, and it may or may not have been done: list before you send it again.
    #[non_exhaustive]
    Ambiguous {
        /// What is known. The sentence of this error has it in it, so it is not given as the
        /// [`source`](std::error::Error::source) as well.
        known: Box<Error>,
    },
    /// The table differs from its declaration in a way that the levels deny.
    Drift(Box<SyncReport>),
    /// A sync sent a write, and then failed before it could prove anything: run it again.
    #[non_exhaustive]
    Unproven {
        /// What was found and written until then.
        report: Box<SyncReport>,
        /// What failed. The sentence of this error has it in it, so it is not given as the
        /// [`source`](std::error::Error::source) as well.
        source: Box<Error>,
    },
    /// Of several tables, at least one failed: the report has each with its own error.
    Tables(Box<TablesReport>),
}

/// What can be said of a table that is not there.
pub(crate) mod unknown_table {
    pub(crate) const NEVER_SEEN: &str = ": check the project id and the name, create it in Peaka \
                                         Studio, or let the sync do it with `create_table(true)`";
    pub(crate) const VANISHED: &str = " any more, though a list has shown it: find out who \
                                       deleted it";
    pub(crate) const NOT_SHOWN: &str = " in its lists, though the service said that it created \
                                        it: look for it in Peaka Studio";
}

/// So many differences a sentence tells; the report has them all.
const MOST_TOLD: usize = 10;

/// At which point there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportFault {
    /// No connection was made, so nothing was sent.
    Connect,
    /// The time for the request was over.
    Timeout,
    /// The connection broke.
    Lost,
}

impl Error {
    pub(crate) fn name(of: &'static str, name: &str, why: &'static str) -> Self {
        Self::Name {
            of,
            name: name.to_owned(),
            why,
        }
    }

    pub(crate) fn unknown_table(table: &str, detail: &'static str) -> Self {
        Self::UnknownTable {
            table: table.to_owned(),
            detail,
        }
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::Config {
            message: message.into(),
        }
    }

    /// Whether the API key was not accepted; of several tables, for any.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        self.any(Self::is_auth) || matches!(self.root(), Self::Auth { .. })
    }

    /// Whether the table differs from its declaration; of several tables, whether any does.
    #[must_use]
    pub fn is_drift(&self) -> bool {
        self.any(Self::is_drift) || matches!(self, Self::Drift(_))
    }

    /// Whether the time for a request was over; of several tables, for any.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        let is_timeout = matches!(
            self.root(),
            Self::Transport {
                fault: TransportFault::Timeout,
                ..
            }
        );
        self.any(Self::is_timeout) || is_timeout
    }

    /// Whether something was asked of the service that may or may not have been done; of several
    /// tables, for any.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        match self {
            Self::Ambiguous { .. } => true,
            Self::Unproven { source, .. } => source.is_ambiguous(),
            _ => self.any(Self::is_ambiguous),
        }
    }

    /// Whether the same call may succeed a little later, and does no harm if it is made again. A
    /// sync never does: it lists first. A single write does if it is
    /// [ambiguous](Self::is_ambiguous). Of several tables, all that failed must be such.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Tables(report) => report.failed().all(|(_, error)| error.is_retryable()),
            Self::Unproven { source, .. } => !source.is_final(),
            Self::Status { status, .. } => is_passing(*status),
            Self::Transport { .. } => true,
            _ => false,
        }
    }

    /// What the service calls the request that failed, if it said so: for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self.root() {
            Self::Auth { request_id, .. } | Self::Status { request_id, .. } => {
                request_id.as_deref()
            }
            _ => None,
        }
    }

    /// How long the service asked to wait before it is asked again.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self.root() {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    pub(crate) fn ambiguous(known: Self) -> Self {
        Self::Ambiguous {
            known: Box::new(known),
        }
    }

    /// Whether the same would come of the same call again.
    pub(crate) fn is_final(&self) -> bool {
        match self {
            // Another program may have held what it was about.
            Self::Status { status: 409, .. } => false,
            Self::Status { status, .. } => !is_passing(*status),
            Self::Transport { .. } | Self::Answer { .. } | Self::Ambiguous { .. } => false,
            _ => true,
        }
    }

    /// What a sync had found and done when it failed, if it came that far.
    #[must_use]
    pub fn report(&self) -> Option<&SyncReport> {
        match self {
            Self::Drift(report) | Self::Unproven { report, .. } => Some(report),
            _ => None,
        }
    }

    /// Whether it holds for any of several tables.
    fn any(&self, holds: fn(&Self) -> bool) -> bool {
        match self {
            Self::Tables(report) => report.failed().any(|(_, error)| holds(error)),
            _ => false,
        }
    }

    fn root(&self) -> &Self {
        match self {
            Self::Unproven { source, .. } => source.root(),
            Self::Ambiguous { known } => known.root(),
            _ => self,
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config { message } => f.write_str(message),
            Self::Name { of, name, why } => {
                write!(f, "{} cannot be the name of a {of}: {why}", quoted(name))
            }
            Self::Auth {
                asked,
                status: 403,
                said,
                request_id,
            } => write!(
                f,
                "the API key is not allowed to {asked} (403{}{said}): a Project key reaches its own \
                 project alone, so check the project id, or take a Partner key",
                Id(request_id)
            ),
            Self::Auth {
                asked,
                status,
                said,
                request_id,
            } => write!(
                f,
                "Peaka did not accept the API key when asked to {asked} ({status}{}{said}): check \
                 that the key is whole, still valid, and of this zone",
                Id(request_id)
            ),
            Self::UnknownTable { table, detail } => {
                write!(f, "the project has no BI table {}{detail}", quoted(table))
            }
            Self::Outdated { table, unforeseen } => write!(
                f,
                "the table {} has moved on since it was planned, so that by now {}: plan again",
                quoted(table),
                unforeseen.join("; ")
            ),
            Self::Status {
                asked,
                status,
                said,
                request_id,
                retry_after: _,
            } => {
                let what = if *status < 500 { "refused" } else { "failed" };
                write!(
                    f,
                    "Peaka {what} to {asked} ({status}{}{said}): {}",
                    Id(request_id),
                    remedy(*status)
                )
            }
            Self::Transport {
                asked,
                fault: TransportFault::Connect,
                detail,
            } => write!(
                f,
                "cannot reach Peaka to {asked} ({detail}): check the base URL and the network; \
                 nothing was sent"
            ),
            Self::Transport {
                asked,
                fault: TransportFault::Timeout,
                detail,
            } => write!(
                f,
                "Peaka was too slow to {asked} ({detail}): try again, or raise the `timeout`"
            ),
            Self::Transport {
                asked,
                fault: TransportFault::Lost,
                detail,
            } => write!(
                f,
                "the connection broke while Peaka was asked to {asked} ({detail}): try again"
            ),
            Self::Answer { asked, detail } => write!(
                f,
                "Peaka's answer cannot be read when asked to {asked} ({detail}): check that the \
                 base URL is that of Peaka's API"
            ),
            Self::Ambiguous { known } => write!(
                f,
                "{known}; it may have been done all the same, a list tells"
            ),
            Self::Drift(report) => {
                write!(f, "the {} is not as declared: ", report.table_in_words())?;
                for (i, drift) in report.denied.iter().take(MOST_TOLD).enumerate() {
                    write!(f, "{}{drift}", if i == 0 { "" } else { "; " })?;
                }
                let more = report.denied.len().saturating_sub(MOST_TOLD);
                if more > 0 {
                    write!(f, "; and {} more", counted(more, "difference"))?;
                }
                write!(f, " ({}): {}", report.written(), remedy_for_drift(report))
            }
            Self::Unproven { report, source } => {
                write!(
                    f,
                    "the sync of the {} is not proven ({}",
                    report.table_in_words(),
                    report.written()
                )?;
                match (
                    report.sent.is_empty(),
                    report.listed,
                    report.added.is_empty(),
                ) {
                    (true, _, _) => {}
                    (false, false, _) => f.write_str(", and no list could be read since")?,
                    (false, true, true) => f.write_str(", of which a list shows none")?,
                    (false, true, false) => {
                        let added = report.added.iter().map(String::as_str);
                        write!(f, ", of which a list shows {}", listed(added))?;
                    }
                }
                write!(f, "): {source}")?;
                if source.is_final() {
                    return Ok(());
                }
                f.write_str("; run the sync again, it lists first and does only what is left")
            }
            Self::Tables(report) => f.write_str(&report.failures(MOST_TOLD)),
        }
    }
}

fn remedy(status: u16) -> &'static str {
    match status {
        301..=303 | 307 | 308 => "redirects are not followed, so check the base URL",
        300..400 => "this is no answer of Peaka's API, so check the base URL",
        408 | 409 | 425 => "try again",
        404 => "check the base URL, the project id and the name",
        429 => "send less, or try again later",
        500.. => "try again later",
        _ => "change what was asked",
    }
}

/// The id of a request, as the part of a clause.
struct Id<'a>(&'a Option<String>);

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(id) => write!(f, ", request {id}"),
            None => Ok(()),
        }
    }
}
