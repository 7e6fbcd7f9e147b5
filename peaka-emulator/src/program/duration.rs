//! Durations in arguments.

use std::time::Duration;

/// Parses a whole number of seconds (`2s`) or milliseconds (`50ms`).
pub(super) fn parse_duration(text: &str) -> Option<Duration> {
    let (count, unit): (_, fn(u64) -> Duration) = match text.strip_suffix("ms") {
        Some(count) => (count, Duration::from_millis),
        None => (text.strip_suffix('s')?, Duration::from_secs),
    };
    count.parse().ok().map(unit)
}
