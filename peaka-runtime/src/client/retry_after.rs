//! Parses the `Retry-After` header.

use std::time::{Duration, SystemTime};

use super::limits::MAX_TIMEOUT;

/// Parses the value of a `Retry-After` header: seconds, or an HTTP date.
///
/// Returns zero for a date in the past, at most [`MAX_TIMEOUT`], and `None` for an invalid value.
pub(crate) fn retry_after(value: &[u8], now: SystemTime) -> Option<Duration> {
    let value = std::str::from_utf8(value).ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large for `u64` is a long wait too.
        let seconds = value.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(MAX_TIMEOUT));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(
        date.duration_since(now)
            .unwrap_or_default()
            .min(MAX_TIMEOUT),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(value: &str) -> Option<u64> {
        // 2015-10-21T07:28:00Z
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_445_412_480);
        retry_after(value.as_bytes(), now).map(|wait| wait.as_secs())
    }

    #[test]
    fn both_forms_are_read_and_clamped() {
        for (value, seconds) in [
            ("0", Some(0)),
            ("2", Some(2)),
            (" 120 ", Some(120)),
            ("1000000000", Some(86_400)),
            ("99999999999999999999999999", Some(86_400)),
            ("Wed, 21 Oct 2015 07:28:30 GMT", Some(30)),
            ("Wednesday, 21-Oct-15 07:28:30 GMT", Some(30)),
            ("Wed, 21 Oct 2015 07:27:00 GMT", Some(0)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400)),
            ("", None),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("2 seconds", None),
            ("Wed, 21 Oct 2015 25:28:30 GMT", None),
        ] {
            assert_eq!(read(value), seconds, "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_without_a_panic(value: Vec<u8>, seconds in 0..u64::from(u32::MAX)) {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            let wait = retry_after(&value, now);
            prop_assert!(wait.is_none_or(|wait| wait <= MAX_TIMEOUT));
        }
    }
}
