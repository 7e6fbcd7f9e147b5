//! What the caller can do about an error: questions that it answers.

use std::time::Duration;

use super::error::{Error, TransportErrorKind};
use super::metadata_report::MetadataReport;
use super::status::is_transient;
use super::sync_report::SyncReport;

impl Error {
    /// Returns whether the service rejected the API key or denied it access.
    ///
    /// For [`Error::Tables`], returns whether any table failed for this reason.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        self.any_table(Self::is_auth) || matches!(self.root(), Self::Auth { .. })
    }

    /// Returns whether the live table does not match its declaration.
    ///
    /// For [`Error::Tables`], returns whether any table failed for this reason.
    #[must_use]
    pub fn is_drift(&self) -> bool {
        self.any_table(Self::is_drift)
            || matches!(self, Self::Drift(_) | Self::MetadataDrift { .. })
    }

    /// Returns whether a timeout or deadline was reached.
    ///
    /// For [`Error::Tables`], returns whether any table failed for this reason.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        let is_timeout = matches!(
            self.root(),
            Self::Transport {
                kind: TransportErrorKind::Timeout | TransportErrorKind::Deadline,
                ..
            }
        );
        self.any_table(Self::is_timeout) || is_timeout
    }

    /// Returns whether a write may or may not have been applied.
    ///
    /// For [`Error::Tables`], returns whether this is so for any table.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        match self {
            Self::Ambiguous { .. } => true,
            Self::Unverified { source, .. } | Self::MetadataUnverified { source, .. } => {
                source.is_ambiguous()
            }
            _ => self.any_table(Self::is_ambiguous),
        }
    }

    /// Returns whether the same call is safe to repeat and may then succeed.
    ///
    /// A sync is always safe to repeat, because it lists the columns first. A single write is not if it
    /// is [ambiguous](Self::is_ambiguous). For [`Error::Tables`], returns whether all failures are
    /// retryable.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Tables(report) => report.failed().all(|(_, error)| error.is_retryable()),
            Self::Unverified { source, .. } | Self::MetadataUnverified { source, .. } => {
                !source.would_fail_again()
            }
            Self::Status { status, .. } => is_transient(*status),
            Self::Transport { .. } | Self::Undiscovered { .. } => true,
            _ => false,
        }
    }

    /// Returns the id that the service assigned to the failed request. Include it in requests to Peaka's
    /// support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self.root() {
            Self::Auth { request_id, .. } | Self::Status { request_id, .. } => {
                request_id.as_deref()
            }
            _ => None,
        }
    }

    /// Returns what the failed sync had found in the columns and written to them. Returns `None` for errors other than
    /// [`Error::Drift`], [`Error::Unverified`], and those of metadata that was synced after the columns.
    #[must_use]
    pub fn report(&self) -> Option<&SyncReport> {
        match self {
            Self::Drift(report) | Self::Unverified { report, .. } => Some(report),
            Self::MetadataDrift { columns, .. } | Self::MetadataUnverified { columns, .. } => {
                columns.as_deref()
            }
            _ => None,
        }
    }

    /// Returns what the failed sync of metadata had found and written. Returns `None` for errors other than
    /// [`Error::MetadataDrift`] and [`Error::MetadataUnverified`].
    #[must_use]
    pub fn metadata_report(&self) -> Option<&MetadataReport> {
        match self {
            Self::MetadataDrift { report, .. } | Self::MetadataUnverified { report, .. } => {
                Some(report)
            }
            _ => None,
        }
    }

    /// Returns how long the service asked to wait before a retry.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self.root() {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Returns whether the same call would fail in the same way again.
    ///
    /// It is not the opposite of [`is_retryable`](Self::is_retryable): after a conflict or an unreadable response, a
    /// sync may succeed, but a single call is not retried.
    pub(crate) fn would_fail_again(&self) -> bool {
        match self {
            // A conflict with another program passes.
            Self::Status { status: 409, .. } => false,
            Self::Status { status, .. } => !is_transient(*status),
            Self::UnreadableResponse { is_too_large, .. } => *is_too_large,
            Self::Transport { .. } | Self::Undiscovered { .. } | Self::Ambiguous { .. } => false,
            _ => true,
        }
    }

    /// Returns whether the service responded with an error status.
    pub(crate) fn is_error_status(&self) -> bool {
        matches!(self, Self::Auth { .. } | Self::Status { .. })
    }

    fn any_table(&self, predicate: fn(&Self) -> bool) -> bool {
        match self {
            Self::Tables(report) => report.failed().any(|(_, error)| predicate(error)),
            _ => false,
        }
    }

    pub(crate) fn root(&self) -> &Self {
        match self {
            Self::Unverified { source, .. }
            | Self::MetadataUnverified { source, .. }
            | Self::Ambiguous { source } => source.root(),
            _ => self,
        }
    }
}
