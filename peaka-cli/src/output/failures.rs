//! Prints the result of a command that processes several tables, of which some may have failed.

use peaka_runtime::__private::{grouped_failures, quoted};
use serde::Serialize;

use super::error::{COMMAND_LINE, Error, JsonError};
use super::exit::Outcome;
use super::print::{Document, Output};

/// Prints a result with the errors of the tables that failed, and returns the outcome of the command.
pub(crate) fn print_with_failures(
    text: &str,
    result: impl Serialize,
    failures: &[(&str, &Error)],
    output: &Output,
) -> Result<Outcome, Error> {
    let errors = failures.iter();
    let errors = errors.map(|(table, error)| JsonError::of_table(table, *error));
    let document = Document::with_errors(result, errors.collect());
    output.print_result(&format!("{text}{}", failures_text(failures)), &document)?;
    Ok(if failures.is_empty() {
        Outcome::Success
    } else {
        Outcome::Failed
    })
}

/// Returns one line for each reason for which tables failed. Tables that failed for the same reason share a line.
fn failures_text(failures: &[(&str, &Error)]) -> String {
    let mut text = String::new();
    let of_runtime = failures.iter().filter_map(|(table, error)| match error {
        Error::Peaka(error) => Some((*table, error)),
        Error::Command { .. } => None,
    });
    for group in grouped_failures(of_runtime) {
        text.push_str(&format!("error: {}\n", group.text_with(&COMMAND_LINE)));
    }
    for (table, error) in failures {
        if let Error::Command { .. } = error {
            text.push_str(&format!("error: {}: {error}\n", quoted(table)));
        }
    }
    text
}
