//! The job that discovers tables and columns.

use std::time::Instant;

use super::options::RefreshDuration;

/// The last job that was started.
#[derive(Clone, Debug, Default)]
pub(super) enum RefreshJob {
    #[default]
    NeverStarted,
    Active(Remaining),
    Finished,
}

/// What has to happen before a job is finished.
#[derive(Clone, Debug)]
pub(super) enum Remaining {
    StatusReads(u32),
    /// The time is this.
    Until(Instant),
    /// A time that never comes, because it cannot be represented.
    Forever,
}

impl RefreshJob {
    /// Starts a job, unless one is active.
    pub(super) fn start(&mut self, duration: RefreshDuration) {
        if !matches!(self, Self::Active(_)) {
            *self = Self::Active(match duration {
                RefreshDuration::StatusReads(reads) => Remaining::StatusReads(reads),
                RefreshDuration::Time(time) => Instant::now()
                    .checked_add(time)
                    .map_or(Remaining::Forever, Remaining::Until),
            });
        }
    }

    /// Returns whether the job is active, but has nothing left to wait for.
    pub(super) fn is_due(&self) -> bool {
        match self {
            Self::Active(Remaining::StatusReads(reads)) => *reads == 0,
            Self::Active(Remaining::Until(end)) => Instant::now() >= *end,
            Self::Active(Remaining::Forever) | Self::NeverStarted | Self::Finished => false,
        }
    }

    /// Counts a read of the status.
    pub(super) fn count_status_read(&mut self) {
        if let Self::Active(Remaining::StatusReads(reads)) = self {
            *reads = reads.saturating_sub(1);
        }
    }
}
