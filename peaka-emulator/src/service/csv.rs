//! Reads the records of CSV text (RFC 4180).
//!
//! It distinguishes values with and without quotes, because an empty value without quotes is NULL.

use std::iter::Peekable;
use std::str::Chars;

/// A line of CSV text, which may contain line breaks in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// The number of the line on which the record starts, from 1.
    pub(crate) line: usize,
    /// The values; `None` is NULL.
    pub(crate) values: Vec<Option<String>>,
}

/// Returns all records.
///
/// # Errors
///
/// Fails with the reason and the line if the quotes are not valid.
pub(crate) fn records(text: &str) -> Result<Vec<Record>, String> {
    let mut reader = Reader {
        rest: text.chars().peekable(),
        line: 1,
    };
    let mut records = Vec::new();
    while reader.rest.peek().is_some() {
        records.push(reader.record()?);
    }
    Ok(records)
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    line: usize,
}

/// What follows a value.
enum End {
    Value,
    Record,
}

impl Reader<'_> {
    fn record(&mut self) -> Result<Record, String> {
        let line = self.line;
        let mut values = Vec::new();
        loop {
            let value = match self.rest.next_if_eq(&'"') {
                Some(_) => Some(self.quoted()?),
                None => self.unquoted(),
            };
            values.push(value);
            match self.end()? {
                End::Value => {}
                End::Record => return Ok(Record { line, values }),
            }
        }
    }

    /// Reads a value up to its closing quote. Two quotes in a row stand for one.
    fn quoted(&mut self) -> Result<String, String> {
        let start = self.line;
        let mut value = String::new();
        while let Some(character) = self.rest.next() {
            if character == '"' && self.rest.next_if_eq(&'"').is_none() {
                return Ok(value);
            }
            self.line += usize::from(character == '\n');
            value.push(character);
        }
        Err(format!("line {start}: a quote has no end"))
    }

    fn unquoted(&mut self) -> Option<String> {
        let mut value = String::new();
        while let Some(character) = self.rest.next_if(|c| !matches!(c, ',' | '\n' | '"' | '\r')) {
            value.push(character);
        }
        (!value.is_empty()).then_some(value)
    }

    fn end(&mut self) -> Result<End, String> {
        let is_carriage_return = self.rest.next_if_eq(&'\r').is_some();
        match self.rest.next() {
            None if !is_carriage_return => Ok(End::Record),
            Some('\n') => {
                self.line += 1;
                Ok(End::Record)
            }
            Some(',') if !is_carriage_return => Ok(End::Value),
            _ => Err(format!(
                "line {}: a value with a quote or a carriage return must be in quotes, in which `\"\"` stands for a quote",
                self.line
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(line: usize, values: &[Option<&str>]) -> Record {
        let values = values.iter();
        Record {
            line,
            values: values.map(|value| value.map(ToOwned::to_owned)).collect(),
        }
    }

    #[test]
    fn empty_value_is_null_unless_it_is_in_quotes() {
        let expected = vec![
            record(1, &[Some("a"), Some("b c"), Some(" d ")]),
            record(2, &[None, Some(""), None]),
            record(3, &[Some("x,\"y\"\r\nz"), Some("ä"), Some("'")]),
            record(5, &[None]),
            record(6, &[Some("last"), None]),
        ];
        let text = "a,b c, d \n,\"\",\n\"x,\"\"y\"\"\r\nz\",ä,'\n\nlast,";
        assert_eq!(records(text), Ok(expected.clone()));
        assert_eq!(records(&format!("{text}\n")), Ok(expected.clone()));
        // A line break in quotes stays as it is.
        let windows = "a,b c, d \r\n,\"\",\r\n\"x,\"\"y\"\"\r\nz\",ä,'\r\n\r\nlast,\r\n";
        assert_eq!(records(windows), Ok(expected));
        assert_eq!(records(""), Ok(Vec::new()));
    }

    #[test]
    fn invalid_quotes_are_errors_with_their_line() {
        let stray = |line| {
            format!(
                "line {line}: a value with a quote or a carriage return must be in quotes, in which `\"\"` stands for a quote"
            )
        };
        for (text, message) in [
            ("a\n\"b\nc", "line 2: a quote has no end".to_owned()),
            ("a\nb\"c\"", stray(2)),
            ("\"a\nb\"c", stray(2)),
            ("a\rb", stray(1)),
            ("a,\r,b", stray(1)),
            ("a\r", stray(1)),
        ] {
            assert_eq!(records(text), Err(message), "{text:?}");
        }
    }
}
