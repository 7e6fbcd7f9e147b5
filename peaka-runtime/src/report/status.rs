//! Which HTTP statuses are transient.

/// Returns whether a request that was answered with this status may succeed a little later.
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502..=504)
}
