//! The results of `peaka doctor`.

use peaka_runtime::__private::quoted;
use serde::Serialize;

use crate::output::Error;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Diagnosis {
    pub(super) base_url: String,
    pub(super) key_kind: Option<KeyKind>,
    pub(super) project_id: Option<String>,
    pub(super) checks: Vec<Check>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum KeyKind {
    /// A key of one project.
    Project,
    /// A key of all projects.
    Partner,
}

/// The result of one check.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub(super) name: CheckName,
    pub(super) status: CheckStatus,
    pub(super) detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum CheckName {
    Service,
    Encryption,
    ApiKey,
    Project,
    Tables,
    Clock,
    Persistence,
    CleanUp,
}

impl CheckName {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Encryption => "encryption",
            Self::ApiKey => "api key",
            Self::Project => "project",
            Self::Tables => "tables",
            Self::Clock => "clock",
            Self::Persistence => "persistence",
            Self::CleanUp => "clean-up",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum CheckStatus {
    Ok,
    Warning,
    Failed,
    Skipped,
}

impl CheckStatus {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

impl Check {
    pub(super) fn new(name: CheckName, status: CheckStatus, detail: impl Into<String>) -> Self {
        Self {
            name,
            status,
            detail: detail.into(),
        }
    }
}

/// The results so far, and the errors of those that failed.
#[derive(Default)]
pub(super) struct Checks {
    pub(super) checks: Vec<Check>,
    pub(super) errors: Vec<(CheckName, Error)>,
}

impl Checks {
    pub(super) fn add(&mut self, name: CheckName, status: CheckStatus, detail: impl Into<String>) {
        self.checks.push(Check::new(name, status, detail));
    }

    /// Adds the result of a check. An error that another check has reported already is not repeated.
    pub(super) fn add_result<E: Into<Error>>(&mut self, name: CheckName, result: Result<Check, E>) {
        let error = match result {
            Ok(check) => return self.checks.push(check),
            Err(error) => error.into(),
        };
        let text = error.to_string();
        let mut known = self.errors.iter();
        match known.find(|(_, other)| other.to_string() == text) {
            Some((first, _)) => {
                let detail = format!("same as {}", quoted(first.label()));
                self.add(name, CheckStatus::Skipped, detail);
            }
            None => {
                self.add(name, CheckStatus::Failed, text);
                self.errors.push((name, error));
            }
        }
    }

    pub(super) fn has_failed(&self, name: CheckName) -> bool {
        self.errors.iter().any(|(failed, _)| *failed == name)
    }

    /// Adds the checks that are still missing as skipped.
    pub(super) fn skip_the_others(&mut self) {
        for name in [
            CheckName::Encryption,
            CheckName::ApiKey,
            CheckName::Project,
            CheckName::Tables,
            CheckName::Clock,
            CheckName::Persistence,
        ] {
            if self.checks.iter().all(|check| check.name != name) {
                self.add(name, CheckStatus::Skipped, "");
            }
        }
    }
}
