//! The note on what a sync has written, and a later list does not show.

/// The note on what a sync has written, and a later list does not show.
pub(super) const NOT_PERSISTED: &str = ": the service accepted the change, but did not persist it";
