//! The one place that prints: results go to the standard output, as text or as one JSON document, and remarks to the
//! standard error. Colours are left out where nobody sees them.

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{self, Write};

use clap::Args;
use peaka_runtime::__private::is_unprintable;
use serde::Serialize;

use crate::error::Error;

/// How results are printed.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Output {
    /// Prints the result as one JSON document
    #[arg(long, global = true)]
    json: bool,
}

/// A JSON document with its version before the rest.
#[derive(Serialize)]
pub(crate) struct Versioned<T> {
    version: u8,
    #[serde(flatten)]
    content: T,
}

impl<T: Serialize> Versioned<T> {
    pub(crate) fn new(content: T) -> Self {
        Self {
            version: 1,
            content,
        }
    }
}

/// How a failure looks as JSON.
#[derive(Serialize)]
struct Failure<'a> {
    error: &'a str,
}

impl Output {
    /// Prints the result: the text as it is, with its line breaks, or the document.
    pub(crate) fn result(&self, text: &str, document: &impl Serialize) -> Result<(), Error> {
        if self.json {
            print(&format!("{}\n", pretty(document)?))
        } else {
            print(text)
        }
    }

    /// The same while the program goes on, so that the document is one line.
    #[cfg(feature = "program")]
    pub(crate) fn announcement(&self, text: &str, document: &impl Serialize) -> Result<(), Error> {
        if self.json {
            let line = serde_json::to_string(document);
            print(&format!("{}\n", escaped(line)?))
        } else {
            print(text)
        }
    }

    /// Says something beside the result.
    pub(crate) fn remark(&self, sentence: impl Display) {
        remark(&format!("{sentence}\n"));
    }

    /// Says why there is no result.
    pub(crate) fn error(&self, error: &Error) {
        let sentence = error.to_string();
        let red = anstyle::AnsiColor::Red.on_default().bold();
        remark(&format!("{red}error:{red:#} {sentence}\n"));
        if self.json {
            failure(&sentence);
        }
    }
}

/// Prints what clap has to say: help that was asked for, or what is wrong with the arguments.
pub(crate) fn usage(fault: &clap::Error) {
    // If nobody reads it, nothing is left to be done.
    let _ = fault.print();
    // The arguments could not be read, so this one has to be looked for.
    if fault.use_stderr() && std::env::args_os().any(|argument| argument == OsStr::new("--json")) {
        let told = fault.to_string();
        let first = told.split("\n\n").next().unwrap_or_default();
        let words: Vec<_> = first.split_whitespace().collect();
        failure(words.join(" ").trim_start_matches("error: "));
    }
}

/// The text of a document, as it is printed and as it is kept in files.
pub(crate) fn pretty(document: &impl Serialize) -> Result<String, Error> {
    escaped(serde_json::to_string_pretty(document))
}

/// The same document without a character that could steer a terminal: JSON escapes only some of them, and only
/// strings can have others.
fn escaped(json: serde_json::Result<String>) -> Result<String, Error> {
    let json =
        json.map_err(|fault| Error::new(format!("the result cannot be written as JSON: {fault}")))?;
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_unprintable(c) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    Ok(escaped)
}

fn failure(sentence: &str) {
    // The sentence is on the standard error as well, and the exit code says the same.
    let _ = pretty(&Versioned::new(Failure { error: sentence }))
        .and_then(|document| print(&format!("{document}\n")));
}

fn print(text: &str) -> Result<(), Error> {
    match write(anstream::stdout(), text) {
        // Whoever read it has seen enough.
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(fault) => Err(Error::new(format!("the result cannot be printed: {fault}"))),
        Ok(()) => Ok(()),
    }
}

fn remark(text: &str) {
    // If nobody reads it, nothing is left to be done.
    let _ = write(anstream::stderr(), text);
}

fn write(mut to: impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}
