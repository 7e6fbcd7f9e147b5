//! Measures how fast the rows of a result are decoded, relative to serde_json.
//!
//! ```text
//! cargo run --release -p benchmarks --bin row-decoding [ROUNDS]
//! ```
//!
//! Decodes the same response of 100,000 rows with 10 columns, in the format COMPACT, into structs with
//! `#[derive(BiRow)]`, and with serde_json into the same fields of tuple structs. The response has its numbers once as
//! JSON numbers and once as strings.

use std::fmt::{Debug, Write as _};
use std::hint::black_box;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

use benchmarks::{
    Samples, Table, alternate, environment, medians_of, print_section, rounds_argument,
};
use peaka_runtime::__private::decode_rows;
use peaka_runtime::{BiRow, Cell, CellError, FromCell};
use serde::{Deserialize, Deserializer};

const ROWS: usize = 100_000;

/// A row of the response, with the types of `serde_json`'s row.
#[derive(BiRow)]
#[allow(dead_code)] // It is only decoded.
struct Event<N: FromCell, F: FromCell, B: FromCell> {
    id: N,
    user: String,
    clicks: N,
    price: F,
    paid: B,
    country: String,
    note: Option<String>,
    size: N,
    seen: String,
    code: Option<N>,
}

#[derive(Deserialize)]
#[allow(dead_code)] // It is only decoded.
struct Plain<N, F, B>(
    N,
    String,
    N,
    F,
    B,
    String,
    Option<String>,
    N,
    String,
    Option<N>,
);

#[derive(Deserialize)]
struct Body<R> {
    data: Vec<R>,
}

/// A value that is a JSON string of it.
struct Text<T>(T);

impl<'de, T: std::str::FromStr<Err: Debug + std::fmt::Display>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

impl<T: FromCell> FromCell for Text<T> {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
        T::from_cell(cell).map(Self)
    }
}

fn main() -> ExitCode {
    print_section(run)
}

fn run() -> io::Result<String> {
    let rounds = rounds_argument(31)?;
    let mut table = Table::new(&[
        "numbers",
        "response",
        "serde_json",
        "`BiRow`",
        "relative speed",
    ]);
    compare::<Event<i64, f64, bool>, Plain<i64, f64, bool>>(
        "JSON numbers",
        "",
        rounds,
        &mut table,
    )?;
    compare::<Event<Text<i64>, Text<f64>, Text<bool>>, Plain<Text<i64>, Text<f64>, Text<bool>>>(
        "strings", "\"", rounds, &mut table,
    )?;
    Ok(format!(
        "## Speed of reading rows\n\n{ROWS} rows of 10 columns, {} of one run. {}\n\n{table}",
        medians_of(rounds),
        environment(&["serde_json"])?
    ))
}

fn compare<R: BiRow, P: for<'de> Deserialize<'de>>(
    name: &str,
    quote: &str,
    rounds: usize,
    table: &mut Table,
) -> io::Result<()> {
    let body = body(quote);
    let decode_plain = || {
        let body: Body<P> = serde_json::from_slice(&body).expect("the response is valid");
        body.data.len()
    };
    let decode_rows = || {
        decode_rows::<R>(&body)
            .expect("the response is valid")
            .len()
    };
    let mut contenders: [&dyn Fn() -> usize; 2] = [&decode_plain, &decode_rows];
    let samples = alternate(rounds, &mut contenders, |decode| Ok(seconds(decode)))?;
    let milliseconds = |samples: &Samples| format!("{:.1} ms", samples.median() * 1e3);
    table.row([
        name.to_owned(),
        format!("{:.1} MB", body.len() as f64 / 1e6),
        milliseconds(&samples[0]),
        milliseconds(&samples[1]),
        format!("**{:.2}**", samples[0].median_ratio(&samples[1])),
    ]);
    Ok(())
}

/// Returns how long a decoder takes, which includes freeing the rows.
fn seconds(decode: &dyn Fn() -> usize) -> f64 {
    let start = Instant::now();
    let rows = black_box(decode());
    let duration = start.elapsed();
    assert_eq!(rows, ROWS);
    duration.as_secs_f64()
}

fn body(quote: &str) -> Vec<u8> {
    let names = [
        "id", "user", "clicks", "price", "paid", "country", "note", "size", "seen", "code",
    ];
    let columns = names.map(|name| {
        format!(r#"{{"catalogName":"peaka","schemaName":"bitable","tableName":"events","columnName":"{name}"}}"#)
    });
    let mut body = format!(r#"{{"columns":[{}],"data":["#, columns.join(","));
    for row in 0..ROWS {
        let separator = if row == 0 { "" } else { "," };
        let q = quote;
        let note = match row % 3 {
            0 => "null".to_owned(),
            1 => format!(r#""note {row}""#),
            _ => format!(r#""a \"quoted\" note {row}""#),
        };
        let code = if row % 2 == 0 {
            "null".to_owned()
        } else {
            format!("{q}{row}{q}")
        };
        let _ = write!(
            body,
            r#"{separator}[{q}{}{q},"user-{row}",{q}{}{q},{q}{}.{:02}{q},{q}{}{q},"Germany",{note},{q}{}{q},"2024-01-31 08:30:{:02}.123456",{code}]"#,
            9_007_199_254_740_993_i64 + row as i64,
            row % 1000,
            row % 500,
            row % 100,
            row % 2 == 0,
            row * 7,
            row % 60,
        );
    }
    body.push_str("]}");
    body.into_bytes()
}
