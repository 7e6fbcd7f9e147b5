use std::time::Duration;

use super::*;

#[test]
fn spellings_of_one_instant_are_equal() {
    let expected = UnixTime {
        seconds: 1_706_689_800,
        nanosecond: 250_000_000,
    };
    for text in [
        "2024-01-31 08:30:00.25",
        "2024-01-31 08:30:00.250000 UTC",
        "2024-01-31T08:30:00.250000000000Z",
        "2024-01-31 10:30:00.25+02:00",
        "2024-01-31 03:00:00.25 -05:30",
    ] {
        let timestamp = CivilTimestamp::parse(text);
        assert_eq!(
            timestamp.map(CivilTimestamp::instant),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn instants_are_exact_over_four_centuries() {
    for (text, seconds) in [
        ("1970-01-01", 0),
        ("1969-12-31 23:59:59", -1),
        ("2000-02-29", 951_782_400),
        ("1900-03-01", -2_203_891_200),
        ("2400-01-01", 13_569_465_600),
        ("0001-01-01", -62_135_596_800),
    ] {
        let timestamp = CivilTimestamp::parse(text).unwrap();
        assert_eq!(timestamp.instant().seconds, seconds, "{text}");
    }
}

#[test]
fn instant_is_written_as_it_is_read() {
    for text in [
        "1970-01-01 00:00:00.000000000",
        "1969-12-31 23:59:59.000000001",
        "2000-02-29 12:34:56.123456789",
        "1900-03-01 00:00:00.000000000",
        "0000-03-01 00:00:00.000000000",
        "9999-12-31 23:59:59.999999999",
    ] {
        let instant = CivilTimestamp::parse(text).unwrap().instant();
        let (date, time) = instant.utc().unwrap();
        assert_eq!(format!("{date} {time}"), text);
    }
    let seconds = 253_402_300_800;
    let nanosecond = 0;
    assert_eq!(
        UnixTime {
            seconds,
            nanosecond
        }
        .utc(),
        None
    );
}

#[test]
fn invalid_values_are_rejected() {
    for text in [
        "",
        "2023-02-29",
        "2024-13-01",
        "2024-1-1",
        "2024-01-31 24:00",
        "2024-01-31 08:30:00.",
        "2024-01-31 08:30:00.1234567891",
        "2024-01-31 08:30:00 Europe/Berlin",
        "2024-01-31 08:30:00+19:00",
        "2024-01-31Z",
        "ä-01-01",
        "aaaaa\u{e4}:00",
    ] {
        assert_eq!(CivilTimestamp::parse(text), None, "{text}");
    }
    assert_eq!(CivilTime::parse("08:30:00Z"), None);
    assert_eq!(CivilDate::parse("2024-01-31 "), None);
}

fn date(year: i32, month: u8, day: u8) -> CivilDate {
    CivilDate { year, month, day }
}

fn time(hour: u8, minute: u8, second: u8, nanosecond: u32) -> CivilTime {
    CivilTime {
        hour,
        minute,
        second,
        nanosecond,
    }
}

/// Counts the days with the rules of the calendar alone.
#[test]
fn every_day_of_nine_centuries_has_its_number() {
    // The start of the year 0.
    let mut days = -719_528;
    assert_eq!(CivilDate::from_days(days - 1), None);
    for year in 0..900 {
        let is_leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let february = if is_leap_year { 29 } else { 28 };
        let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (month, length) in (1..).zip(lengths) {
            for day in 1..=length {
                let date = date(year, month, day);
                assert_eq!(
                    (date.days(), CivilDate::from_days(days)),
                    (days, Some(date))
                );
                days += 1;
            }
        }
    }
    // The last day of the year 9999.
    assert_eq!(CivilDate::from_days(2_932_896), Some(date(9999, 12, 31)));
    assert_eq!(CivilDate::from_days(2_932_897), None);
}

#[test]
fn date_is_read_if_the_calendar_has_it() {
    for (text, expected) in [
        ("2024-02-29", date(2024, 2, 29)),
        ("0000-01-01", date(0, 1, 1)),
        ("12024-12-31", date(12_024, 12, 31)),
        ("112024-01-31", date(112_024, 1, 31)),
    ] {
        assert_eq!(CivilDate::parse(text), Some(expected), "{text}");
    }
    for text in [
        "024-01-01",
        "1112024-01-01",
        "2024-00-01",
        "2024-13-01",
        "2024-01-00",
        "2024-01-32",
        "2024-02-30",
        "2024-01",
        "2024-01-01-01",
        "2024-001-01",
        "-2024-01-01",
        "+202-01-01",
    ] {
        assert_eq!(CivilDate::parse(text), None, "{text}");
    }
    assert_eq!(date(7, 8, 9).to_string(), "0007-08-09");
}

#[test]
fn time_is_read_with_up_to_nine_digits_of_a_fraction() {
    for (text, expected) in [
        ("00:00", time(0, 0, 0, 0)),
        ("08:30", time(8, 30, 0, 0)),
        ("08:30:01", time(8, 30, 1, 0)),
        ("23:59:59.999999999", time(23, 59, 59, 999_999_999)),
        ("08:30:01.5", time(8, 30, 1, 500_000_000)),
        ("08:30:01.000000001000", time(8, 30, 1, 1)),
    ] {
        assert_eq!(CivilTime::parse(text), Some(expected), "{text}");
    }
    for text in [
        "",
        "08",
        "8:30",
        "08:3",
        "24:00",
        "08:60",
        "08:30:60",
        "08:30:1",
        "08:30:",
        "08:30:01:00",
        "08:30.5",
        "08:30:01.",
        "08:30:01.x",
        "08:30:01.0000000001",
    ] {
        assert_eq!(CivilTime::parse(text), None, "{text}");
    }
    assert_eq!(time(1, 2, 3, 4).to_string(), "01:02:03.000000004");
}

#[test]
fn timestamp_is_read_with_its_offset() {
    let (day, morning) = (date(2024, 1, 31), time(8, 30, 0, 0));
    for (text, time, offset_seconds) in [
        ("2024-01-31", time(0, 0, 0, 0), None),
        ("2024-01-31 08:30", morning, None),
        ("2024-01-31T08:30Z", morning, Some(0)),
        ("2024-01-31t08:30z", morning, Some(0)),
        ("2024-01-31 08:30 UTC", morning, Some(0)),
        ("2024-01-31 08:30+00:00", morning, Some(0)),
        ("2024-01-31 08:30 +02:30", morning, Some(9_000)),
        ("2024-01-31 08:30-02:30", morning, Some(-9_000)),
        ("2024-01-31 08:30+18:59", morning, Some(68_340)),
    ] {
        let expected = CivilTimestamp {
            date: day,
            time,
            offset_seconds,
        };
        assert_eq!(CivilTimestamp::parse(text), Some(expected), "{text}");
    }
    for text in [
        "2024-01-31 08:30+2:00",
        "2024-01-31 08:30+02:60",
        "2024-01-31 08:30+02:5",
        "2024-01-31 08:30+ 2:00",
        "2024-01-31 08:30*02:00",
        "2024-01-31 UTC",
        "2024-01-31+02:00",
        "2024-01-31  08:30",
        "2024-01-31_08:30",
    ] {
        assert_eq!(CivilTimestamp::parse(text), None, "{text}");
    }
}

#[test]
fn only_timestamps_in_utc_are_used_as_written() {
    let as_written = |text| CivilTimestamp::parse(text).unwrap().as_written();
    let expected = Some((date(2024, 1, 31), time(8, 30, 0, 0)));
    assert_eq!(as_written("2024-01-31 08:30"), expected);
    assert_eq!(as_written("2024-01-31 08:30+00:00"), expected);
    assert_eq!(as_written("2024-01-31 08:30+00:01"), None);
    assert_eq!(as_written("2024-01-31 08:30-00:01"), None);
}

#[test]
fn offset_is_subtracted_from_the_instant() {
    let instant = |text| CivilTimestamp::parse(text).unwrap().instant();
    for (text, seconds) in [
        ("1970-01-02 03:04:05", 97_445),
        ("1970-01-02 03:04:05+01:01", 93_785),
        ("1970-01-02 03:04:05-01:01", 101_105),
        ("1970-01-01 00:00:00+01:00", -3_600),
    ] {
        let nanosecond = 0;
        let expected = UnixTime {
            seconds,
            nanosecond,
        };
        assert_eq!(instant(text), expected, "{text}");
    }
}

#[test]
fn system_time_is_an_instant_with_a_positive_fraction() {
    let epoch = SystemTime::UNIX_EPOCH;
    for (time, seconds, nanosecond) in [
        (epoch, 0, 0),
        (epoch + Duration::new(7, 5), 7, 5),
        (epoch - Duration::new(7, 0), -7, 0),
        (epoch - Duration::new(7, 5), -8, 999_999_995),
        (epoch - Duration::new(0, 1), -1, 999_999_999),
    ] {
        let expected = UnixTime {
            seconds,
            nanosecond,
        };
        assert_eq!(UnixTime::of(time), Some(expected));
    }
}

#[test]
fn instant_has_the_date_and_time_of_utc() {
    let utc = |seconds| {
        let nanosecond = 7;
        UnixTime {
            seconds,
            nanosecond,
        }
        .utc()
    };
    assert_eq!(utc(0), Some((date(1970, 1, 1), time(0, 0, 0, 7))));
    assert_eq!(utc(97_445), Some((date(1970, 1, 2), time(3, 4, 5, 7))));
    assert_eq!(utc(-1), Some((date(1969, 12, 31), time(23, 59, 59, 7))));
    assert_eq!(utc(i64::MAX), None);
}
