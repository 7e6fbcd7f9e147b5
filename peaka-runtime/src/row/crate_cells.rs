//! Implementations of `FromCell` for types of other crates, each behind a feature with the crate's name.

// Unused if all features are off.
#[allow(unused_imports)]
use super::cell::{Cell, CellError, FromCell};
#[allow(unused_imports)]
use super::civil::{CivilDate, CivilTime, CivilTimestamp, UnixTime};
#[allow(unused_imports)]
use super::std_cells::parse_cell;

/// Implements `FromCell` with a function from the text to an `Option`.
#[allow(unused_macros)]
macro_rules! from_text {
    ($($type:ty: $expected:literal => $parse:expr),+ $(,)?) => {$(
        impl FromCell for $type {
            fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
                parse_cell(cell, $expected, $parse)
            }
        }
    )+};
}

#[cfg(feature = "chrono")]
mod chrono_cells {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

    use super::*;

    from_text! {
        NaiveDate: "a date" => |text| date(CivilDate::parse(text)?),
        NaiveTime: "a time" => |text| time(CivilTime::parse(text)?),
        NaiveDateTime: "a timestamp in UTC or without a time zone" => |text| {
            let (day, clock) = CivilTimestamp::parse(text)?.as_written()?;
            Some(Self::new(date(day)?, time(clock)?))
        },
    }

    impl<Tz: TimeZone> FromCell for DateTime<Tz>
    where
        DateTime<Utc>: Into<Self>,
    {
        fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
            parse_cell(cell, "a timestamp", |text| {
                let UnixTime {
                    seconds,
                    nanosecond,
                } = CivilTimestamp::parse(text)?.instant();
                DateTime::<Utc>::from_timestamp(seconds, nanosecond).map(Into::into)
            })
        }
    }

    fn date(date: CivilDate) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(date.year, date.month.into(), date.day.into())
    }

    fn time(time: CivilTime) -> Option<NaiveTime> {
        NaiveTime::from_hms_nano_opt(
            time.hour.into(),
            time.minute.into(),
            time.second.into(),
            time.nanosecond,
        )
    }
}

#[cfg(feature = "time")]
mod time_cells {
    use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

    use super::*;

    from_text! {
        Date: "a date" => |text| date(CivilDate::parse(text)?),
        Time: "a time" => |text| time(CivilTime::parse(text)?),
        PrimitiveDateTime: "a timestamp in UTC or without a time zone" => |text| {
            let (day, clock) = CivilTimestamp::parse(text)?.as_written()?;
            Some(Self::new(date(day)?, time(clock)?))
        },
        OffsetDateTime: "a timestamp" => |text| {
            Self::from_unix_timestamp_nanos(nanoseconds(text)?).ok()
        },
        UtcDateTime: "a timestamp" => |text| {
            Self::from_unix_timestamp_nanos(nanoseconds(text)?).ok()
        },
    }

    fn date(date: CivilDate) -> Option<Date> {
        let month = Month::try_from(date.month).ok()?;
        Date::from_calendar_date(date.year, month, date.day).ok()
    }

    fn time(time: CivilTime) -> Option<Time> {
        Time::from_hms_nano(time.hour, time.minute, time.second, time.nanosecond).ok()
    }

    fn nanoseconds(text: &str) -> Option<i128> {
        let instant = CivilTimestamp::parse(text)?.instant();
        Some(i128::from(instant.seconds) * 1_000_000_000 + i128::from(instant.nanosecond))
    }
}

#[cfg(feature = "jiff")]
mod jiff_cells {
    use jiff::civil::{Date, DateTime, Time};
    use jiff::tz::TimeZone;
    use jiff::{Timestamp, Zoned};

    use super::*;

    from_text! {
        Date: "a date" => |text| date(CivilDate::parse(text)?),
        Time: "a time" => |text| time(CivilTime::parse(text)?),
        DateTime: "a timestamp in UTC or without a time zone" => |text| {
            let (day, clock) = CivilTimestamp::parse(text)?.as_written()?;
            Some(Self::from_parts(date(day)?, time(clock)?))
        },
        Timestamp: "a timestamp" => instant,
        Zoned: "a timestamp" => |text| Some(instant(text)?.to_zoned(TimeZone::UTC)),
    }

    fn date(date: CivilDate) -> Option<Date> {
        let [month, day] = [date.month, date.day].map(i8::try_from);
        Date::new(i16::try_from(date.year).ok()?, month.ok()?, day.ok()?).ok()
    }

    fn time(time: CivilTime) -> Option<Time> {
        let [hour, minute, second] = [time.hour, time.minute, time.second].map(i8::try_from);
        let nanosecond = i32::try_from(time.nanosecond).ok()?;
        Time::new(hour.ok()?, minute.ok()?, second.ok()?, nanosecond).ok()
    }

    fn instant(text: &str) -> Option<Timestamp> {
        let UnixTime {
            seconds,
            nanosecond,
        } = CivilTimestamp::parse(text)?.instant();
        Timestamp::new(seconds, i32::try_from(nanosecond).ok()?).ok()
    }
}

#[cfg(feature = "uuid")]
mod uuid_cells {
    use super::*;

    from_text! {
        uuid::Uuid: "a UUID" => |text| Self::parse_str(text).ok(),
    }
}

#[cfg(feature = "rust_decimal")]
mod rust_decimal_cells {
    use super::*;
    use crate::row::number::plain_decimal;

    from_text! {
        rust_decimal::Decimal: "a decimal number of at most 28 digits" => |text| {
            let plain = plain_decimal(text)?;
            // Zeros at the end of a fraction may be more digits than the type holds.
            Self::from_str_exact(&plain).ok().or_else(|| {
                let shorter = plain.contains('.').then(|| plain.trim_end_matches('0'))?;
                Self::from_str_exact(shorter.trim_end_matches('.')).ok()
            })
        },
    }
}

#[cfg(feature = "bigdecimal")]
mod bigdecimal_cells {
    use super::*;
    use crate::row::number::plain_decimal;

    from_text! {
        bigdecimal::BigDecimal: "a decimal number" => |text| plain_decimal(text)?.parse().ok(),
    }
}
