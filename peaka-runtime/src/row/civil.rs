//! Dates and times in the spellings of a response.

use std::fmt;
use std::time::SystemTime;

use crate::schema::{days_in_month, parse_u32};

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CivilDate {
    pub(crate) year: i32,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CivilTime {
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
    pub(crate) nanosecond: u32,
}

/// A date and a time, perhaps with an offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CivilTimestamp {
    date: CivilDate,
    time: CivilTime,
    offset_seconds: Option<i64>,
}

/// An instant, as seconds and nanoseconds since the start of 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnixTime {
    pub(crate) seconds: i64,
    pub(crate) nanosecond: u32,
}

impl CivilDate {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = parts.next().filter(|year| (4..=6).contains(&year.len()))?;
        let (month, day) = (
            parse_digits(parts.next()?, 2)?,
            parse_digits(parts.next()?, 2)?,
        );
        let year = parse_digits(year, year.len())?;
        if parts.next().is_some() || !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        Some(Self {
            year: i32::try_from(year).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }

    /// Returns the date a number of days after the start of 1970, or `None` if its year does not have four digits.
    fn from_days(days: i64) -> Option<Self> {
        // The inverse of `days`, with the same eras and years.
        let days = days + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let (month, next_year) = if month < 10 {
            (month + 3, 0)
        } else {
            (month - 9, 1)
        };
        let year = i32::try_from(era * 400 + year_of_era + next_year).ok()?;
        (0..=9999).contains(&year).then_some(Self {
            year,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }

    /// Returns the number of days since the start of 1970.
    fn days(self) -> i64 {
        // Years start in March, so that the leap day is the last day of a year.
        let (month, year) = (i64::from(self.month), i64::from(self.year));
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
            - 719_468
    }
}

impl CivilTime {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (clock, fraction) = match text.split_once('.') {
            Some((_, "")) => return None,
            Some((clock, fraction)) => (clock, fraction),
            None => (text, ""),
        };
        let mut parts = clock.split(':');
        let (hour, minute) = (
            parse_digits(parts.next()?, 2)?,
            parse_digits(parts.next()?, 2)?,
        );
        let second = match parts.next() {
            Some(second) => parse_digits(second, 2)?,
            None if fraction.is_empty() => 0,
            None => return None,
        };
        // Digits beyond nanoseconds are accepted only if nothing is lost.
        let (kept, lost) = fraction.split_at_checked(9).unwrap_or((fraction, ""));
        if !lost.bytes().all(|byte| byte == b'0') {
            return None;
        }
        let nanosecond = format!("{kept:0<9}");
        let time = Self {
            hour: u8::try_from(hour).ok()?,
            minute: u8::try_from(minute).ok()?,
            second: u8::try_from(second).ok()?,
            nanosecond: parse_digits(&nanosecond, 9)?,
        };
        (parts.next().is_none() && hour < 24 && minute < 60 && second < 60).then_some(time)
    }
}

impl CivilTimestamp {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (text, offset_seconds) = split_offset(text)?;
        let (date, time) = match text.split_once([' ', 'T', 't']) {
            Some((date, time)) => (date, CivilTime::parse(time)?),
            None if offset_seconds.is_none() => (text, CivilTime::parse("00:00")?),
            None => return None,
        };
        Some(Self {
            date: CivilDate::parse(date)?,
            time,
            offset_seconds,
        })
    }

    /// Returns the date and the time as they are written, or `None` if they are in another time zone than UTC.
    pub(crate) fn as_written(self) -> Option<(CivilDate, CivilTime)> {
        matches!(self.offset_seconds, None | Some(0)).then_some((self.date, self.time))
    }

    /// Returns the instant. A timestamp without an offset is in UTC.
    pub(crate) fn instant(self) -> UnixTime {
        let CivilTime {
            hour,
            minute,
            second,
            nanosecond,
        } = self.time;
        let second_of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        UnixTime {
            seconds: self.date.days() * 86_400 + second_of_day - self.offset_seconds.unwrap_or(0),
            nanosecond,
        }
    }
}

impl UnixTime {
    /// Returns `None` beyond the range of the seconds.
    pub(crate) fn of(time: SystemTime) -> Option<Self> {
        let (seconds, nanosecond) = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (i64::try_from(after.as_secs()).ok()?, after.subsec_nanos()),
            Err(error) => {
                let before = error.duration();
                let seconds = -i64::try_from(before.as_secs()).ok()?;
                match before.subsec_nanos() {
                    0 => (seconds, 0),
                    nanosecond => (seconds - 1, 1_000_000_000 - nanosecond),
                }
            }
        };
        Some(Self {
            seconds,
            nanosecond,
        })
    }

    /// Returns the date and the time in UTC, or `None` if the year does not have four digits.
    pub(crate) fn utc(self) -> Option<(CivilDate, CivilTime)> {
        let date = CivilDate::from_days(self.seconds.div_euclid(86_400))?;
        let second_of_day = u32::try_from(self.seconds.rem_euclid(86_400)).ok()?;
        let part = |seconds: u32| u8::try_from(seconds).ok();
        let time = CivilTime {
            hour: part(second_of_day / 3600)?,
            minute: part(second_of_day / 60 % 60)?,
            second: part(second_of_day % 60)?,
            nanosecond: self.nanosecond,
        };
        Some((date, time))
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            hour,
            minute,
            second,
            nanosecond,
        } = self;
        write!(f, "{hour:02}:{minute:02}:{second:02}.{nanosecond:09}")
    }
}

/// Splits the offset from a timestamp: `Z`, ` UTC` or `+02:00`. Returns `None` if the offset is invalid; the offset
/// itself is `None` if the timestamp has none.
fn split_offset(text: &str) -> Option<(&str, Option<i64>)> {
    for utc in ["Z", "z", " UTC"] {
        if let Some(text) = text.strip_suffix(utc) {
            return Some((text, Some(0)));
        }
    }
    let start = text.len().checked_sub(6);
    let Some((before, offset)) = start.and_then(|start| text.split_at_checked(start)) else {
        return Some((text, None));
    };
    // The last six characters of a date such as `2024-01-31` also contain a hyphen.
    let Some((hours, minutes)) = offset.split_once(':') else {
        return Some((text, None));
    };
    let sign = match hours.get(..1) {
        Some("+") => 1,
        Some("-") => -1,
        _ => return Some((text, None)),
    };
    let (hours, minutes) = (parse_digits(&hours[1..], 2)?, parse_digits(minutes, 2)?);
    (hours <= 18 && minutes < 60).then(|| {
        (
            before.trim_end(),
            Some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60)),
        )
    })
}

/// Parses a number of exactly `count` decimal digits.
fn parse_digits(text: &str, count: usize) -> Option<u32> {
    let digits = Some(text.as_bytes()).filter(|digits| digits.len() == count);
    digits.and_then(parse_u32)
}

#[cfg(test)]
mod tests;
