//! Implementations of `ToBinding` for types of other crates, each behind a feature with the crate's name.

// Unused if all features are off.
#[allow(unused_imports)]
use super::binding::{Binding, ToBinding};

/// Implements `ToBinding` with the text of a value, and the type that it is cast to.
#[allow(unused_macros)]
macro_rules! to_text {
    ($($type:ty: $cast:literal => |$value:ident| $text:expr),+ $(,)?) => {$(
        impl ToBinding for $type {
            fn to_binding(&self) -> Binding {
                let $value = self;
                Binding::cast($text, $cast)
            }
        }
    )+};
}

/// Implements `ToBinding` by converting a value to another type.
#[allow(unused_macros)]
macro_rules! via {
    ($($type:ty => |$value:ident| $other:expr),+ $(,)?) => {$(
        impl ToBinding for $type {
            fn to_binding(&self) -> Binding {
                let $value = self;
                $other.to_binding()
            }
        }
    )+};
}

#[cfg(feature = "chrono")]
mod chrono_bindings {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

    use super::*;

    to_text! {
        NaiveDate: "DATE" => |date| date.to_string(),
        NaiveTime: "TIME(9)" => |time| time.to_string(),
        NaiveDateTime: "TIMESTAMP(9)" => |timestamp| timestamp.to_string(),
    }

    impl<Tz: TimeZone> ToBinding for DateTime<Tz> {
        fn to_binding(&self) -> Binding {
            self.naive_utc().to_binding()
        }
    }
}

#[cfg(feature = "time")]
mod time_bindings {
    use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

    use super::*;
    use crate::row::civil::CivilTime;

    to_text! {
        Date: "DATE" => |date| date.to_string(),
        Time: "TIME(9)" => |time| time_text(*time),
        PrimitiveDateTime: "TIMESTAMP(9)" => |timestamp| {
            format!("{} {}", timestamp.date(), time_text(timestamp.time()))
        },
    }

    via! {
        UtcDateTime => |instant| PrimitiveDateTime::new(instant.date(), instant.time()),
        OffsetDateTime => |instant| instant.to_utc(),
    }

    fn time_text(time: Time) -> String {
        let (hour, minute, second, nanosecond) = time.as_hms_nano();
        let time = CivilTime {
            hour,
            minute,
            second,
            nanosecond,
        };
        time.to_string()
    }
}

#[cfg(feature = "jiff")]
mod jiff_bindings {
    use jiff::civil::{Date, DateTime, Time};
    use jiff::tz::TimeZone;
    use jiff::{Timestamp, Zoned};

    use super::*;

    to_text! {
        Date: "DATE" => |date| date.to_string(),
        Time: "TIME(9)" => |time| time.to_string(),
        DateTime: "TIMESTAMP(9)" => |timestamp| timestamp.to_string().replace('T', " "),
    }

    via! {
        Timestamp => |instant| TimeZone::UTC.to_datetime(*instant),
        Zoned => |instant| instant.timestamp(),
    }
}

#[cfg(feature = "uuid")]
mod uuid_bindings {
    use super::*;

    to_text! {
        uuid::Uuid: "UUID" => |id| id.to_string(),
    }
}

#[cfg(feature = "rust_decimal")]
impl ToBinding for rust_decimal::Decimal {
    fn to_binding(&self) -> Binding {
        Binding::decimal(self.to_string())
    }
}

#[cfg(feature = "bigdecimal")]
impl ToBinding for bigdecimal::BigDecimal {
    fn to_binding(&self) -> Binding {
        Binding::decimal(self.to_plain_string())
    }
}
