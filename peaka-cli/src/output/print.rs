//! The only place that prints: results go to standard output, as text or as one JSON document, and notes and
//! errors to standard error. Colors are omitted unless the stream is a terminal.

use std::ffi::OsStr;
use std::fmt::Display;
#[cfg(feature = "program")]
use std::io::IsTerminal;
use std::io::{self, Write};

use clap::Args;
#[cfg(feature = "program")]
use peaka_runtime::__private::escaped_except;
use peaka_runtime::__private::is_unprintable;
use serde::Serialize;

use super::error::{Error, JsonError};

/// How results are printed.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Output {
    /// Print the result as a JSON document
    #[arg(long, global = true, display_order = 900)]
    json: bool,
}

/// The JSON document of a command: its version, the fields of the result, and all errors.
#[derive(Serialize)]
pub(crate) struct Document<T> {
    version: u8,
    #[serde(flatten)]
    result: T,
    errors: Vec<JsonError>,
}

impl<T: Serialize> Document<T> {
    pub(crate) fn new(result: T) -> Self {
        Self::with_errors(result, Vec::new())
    }

    pub(crate) fn with_errors(result: T, errors: Vec<JsonError>) -> Self {
        Self {
            version: 1,
            result,
            errors,
        }
    }
}

/// The result of a command that failed.
#[derive(Serialize)]
struct NoResult {}

impl Output {
    #[cfg(feature = "program")]
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Returns the output of a command that has another option for the JSON document.
    #[cfg(feature = "program")]
    pub(crate) fn or_json(self, json: bool) -> Self {
        Self {
            json: self.json || json,
        }
    }

    /// Prints data for other programs: byte for byte, but escaped on a terminal, which text could control.
    #[cfg(feature = "program")]
    pub(crate) fn print_data(self, data: &str) -> Result<(), Error> {
        if io::stdout().is_terminal() {
            return print(&escaped_except(data, |c| c == '\n'));
        }
        ignore_broken_pipe(write(io::stdout(), data))
    }

    /// Prints the result: the text as it is, or the document.
    pub(crate) fn print_result(&self, text: &str, document: &impl Serialize) -> Result<(), Error> {
        if self.json {
            print(&format!("{}\n", pretty(document)?))
        } else {
            print(text)
        }
    }

    /// Prints a result while the program continues, with the document on one line.
    #[cfg(feature = "program")]
    pub(crate) fn print_announcement(
        &self,
        text: &str,
        document: &impl Serialize,
    ) -> Result<(), Error> {
        if self.json {
            let line = serde_json::to_string(document);
            print(&format!("{}\n", escaped(line)?))
        } else {
            print(text)
        }
    }

    /// Prints a note beside the result.
    pub(crate) fn print_note(&self, note: impl Display) {
        print_note(note);
    }

    /// Prints the error of tables beside the result, which marks them.
    pub(crate) fn print_failure(&self, error: &str) {
        print_error_line(error);
    }

    /// Prints the error of a command that failed.
    pub(crate) fn print_error(&self, error: &Error) {
        print_error_line(&error.to_string());
        if self.json {
            print_error_document(error.into());
        }
    }
}

/// Prints a note.
pub(crate) fn print_note(note: impl Display) {
    print_to_stderr(&format!("note: {note}\n"));
}

/// Prints the help or the usage error of clap.
pub(crate) fn print_usage(error: &clap::Error) {
    // If standard error is closed, there is nowhere to report it.
    let _ = error.print();
    // The arguments could not be parsed, so `--json` has to be searched for.
    if error.use_stderr() && std::env::args_os().any(|argument| argument == OsStr::new("--json")) {
        let text = error.to_string();
        let first = text.split("\n\n").next().unwrap_or_default();
        let words: Vec<_> = first.split_whitespace().collect();
        let message = words.join(" ");
        let message = message.trim_start_matches("error: ");
        print_error_document((&Error::new(message, "see `--help`")).into());
    }
}

/// Returns the text of a document, as it is printed and as it is written to files.
pub(crate) fn pretty(document: &impl Serialize) -> Result<String, Error> {
    escaped(serde_json::to_string_pretty(document))
}

/// Escapes the characters that could control a terminal. JSON escapes only some of them. They occur only in
/// strings.
fn escaped(json: serde_json::Result<String>) -> Result<String, Error> {
    let json = json.map_err(|error| {
        Error::new(
            format!("failed to encode the result as JSON: {error}"),
            "report this as a bug",
        )
    })?;
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_unprintable(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(c);
        }
    }
    Ok(escaped)
}

fn print_error_line(message: &str) {
    let red = anstyle::AnsiColor::Red.on_default().bold();
    print_to_stderr(&format!("{red}error:{red:#} {message}\n"));
}

/// Prints the document of a command without a result. A failure is ignored, because the message is already on
/// standard error.
fn print_error_document(error: JsonError) {
    let _ = pretty(&Document::with_errors(NoResult {}, vec![error]))
        .and_then(|document| print(&format!("{document}\n")));
}

fn print(text: &str) -> Result<(), Error> {
    ignore_broken_pipe(write(anstream::stdout(), text))
}

fn ignore_broken_pipe(result: io::Result<()>) -> Result<(), Error> {
    match result {
        // A reader such as `head` closes the pipe early; that is not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Error::new(
            format!("failed to print the result: {error}"),
            "check where standard output goes",
        )),
        Ok(()) => Ok(()),
    }
}

fn print_to_stderr(text: &str) {
    // If standard error is closed, there is nowhere to report it.
    let _ = write(anstream::stderr(), text);
}

fn write(mut to: impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}
