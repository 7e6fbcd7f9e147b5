//! How a program ends: the exit codes, and the way from its arguments to one of them.

use std::process::ExitCode;

use clap::Parser;

use crate::error::Error;
use crate::output::{self, Output};

/// How a command ended, by its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// In sync, or done.
    Done = 0,
    /// It could not do what it was asked for.
    Failed = 1,
    /// There are changes to make.
    Pending = 2,
    /// What is live differs from what is declared in a way that is denied.
    Drift = 3,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

impl From<&Error> for Outcome {
    fn from(error: &Error) -> Self {
        match error {
            Error::Peaka(error) if error.is_drift() => Self::Drift,
            _ => Self::Failed,
        }
    }
}

/// Reads the arguments of the program. What is wrong with them is an error like any other, not clap's own exit code,
/// which means something else here.
pub(crate) fn arguments<P: Parser>() -> Result<P, Outcome> {
    P::try_parse().map_err(|fault| {
        output::usage(&fault);
        let asked_for = !fault.use_stderr();
        if asked_for {
            Outcome::Done
        } else {
            Outcome::Failed
        }
    })
}

/// Says why a command failed, if it did, and how it ended.
pub(crate) fn ended(output: Output, result: Result<Outcome, Error>) -> ExitCode {
    let outcome = result.unwrap_or_else(|error| {
        output.error(&error);
        Outcome::from(&error)
    });
    outcome.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_is_no_drift_is_a_failure() {
        let error = Error::new("no");
        assert_eq!(Outcome::from(&error), Outcome::Failed);
        assert_eq!(Outcome::from(&error) as u8, 1);
        assert_eq!(Outcome::Pending as u8, 2);
        assert_eq!(Outcome::Drift as u8, 3);
    }
}
