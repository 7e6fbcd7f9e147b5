//! `peaka doctor`: checks the connection to the service, and what the service persists.

use std::process;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use peaka_runtime::__private::{KeyInfo, counted, quoted};
use peaka_runtime::{Client, ColumnRequest, DataType, DefaultValue, plan};
use serde::Serialize;

use crate::connection::{Connection, Variables};
use crate::output::{Document, Error, JsonError, Outcome, Output, text_table};

/// The difference between two clocks that is worth a warning.
const MAX_CLOCK_DIFFERENCE: Duration = Duration::from_secs(30);

/// Check the connection: which service, API key and project are used, and what the service persists
///
/// Without --probe, nothing is written.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka doctor --probe")]
pub(crate) struct Arguments {
    /// Create a table, add a column with every attribute, read it back, and delete the table
    #[arg(long)]
    probe: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Diagnosis {
    checks: Vec<Check>,
}

/// The result of one check.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    status: CheckStatus,
    detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum CheckStatus {
    Ok,
    Warning,
    Failed,
    Skipped,
}

impl CheckStatus {
    fn label(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

impl Check {
    fn new(name: &'static str, status: CheckStatus, detail: impl Into<String>) -> Self {
        Self {
            name,
            status,
            detail: detail.into(),
        }
    }
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<Outcome, Error> {
    let Arguments { probe, connection } = arguments;
    let variables = Variables::load()?;
    let client = connection.client_with(&variables)?;
    let info = client.__key_info().await?;
    let mut errors = Vec::new();
    let mut checks = vec![
        service_check(&info, &variables),
        encryption_check(&info),
        key_check(&info),
    ];
    let mut add = |name, result: Result<Check, Vec<Error>>| {
        let check = result.unwrap_or_else(|reasons| {
            errors.extend(reasons.iter().map(JsonError::from));
            let reasons: Vec<_> = reasons.iter().map(ToString::to_string).collect();
            Check::new(name, CheckStatus::Failed, reasons.join("; "))
        });
        checks.push(check);
    };
    let clock = client.__service_date().await;
    let clock = clock.map(|date| clock_check(date, SystemTime::now()));
    add("clock", clock.map_err(alone));
    add("tables", tables_check(&client).await.map_err(alone));
    let persistence = if probe {
        persistence_check(&client).await
    } else {
        let detail = "`--probe` tests what the service persists, with a table of its own";
        Ok(Check::new("persistence", CheckStatus::Skipped, detail))
    };
    add("persistence", persistence);
    let has_failed = checks
        .iter()
        .any(|check| check.status == CheckStatus::Failed);
    let rows = checks.iter().map(|check| {
        [
            check.name.to_owned(),
            check.status.label().to_owned(),
            check.detail.clone(),
        ]
    });
    let text = text_table(["CHECK", "STATUS", "DETAIL"], rows);
    let document = Document::with_errors(Diagnosis { checks }, errors);
    output.result(&text, &document)?;
    Ok(if has_failed {
        Outcome::Failed
    } else {
        Outcome::Success
    })
}

fn service_check(info: &KeyInfo, variables: &Variables) -> Check {
    let mut detail = info.base_url.clone();
    if let Some(path) = variables.file() {
        let path = quoted(&path.to_string_lossy());
        detail.push_str(&format!("; {path} sets variables"));
    }
    Check::new("service", CheckStatus::Ok, detail)
}

fn encryption_check(info: &KeyInfo) -> Check {
    if info.base_url.starts_with("https:") {
        Check::new(
            "encryption",
            CheckStatus::Ok,
            "TLS; the certificate is trusted",
        )
    } else {
        let detail = "none: plain HTTP exposes the API key on the network";
        Check::new("encryption", CheckStatus::Warning, detail)
    }
}

/// Compares the clocks. Certificates and logs depend on them.
fn clock_check(service: Option<SystemTime>, local: SystemTime) -> Check {
    let Some(service) = service else {
        let detail = "the response has no date";
        return Check::new("clock", CheckStatus::Skipped, detail);
    };
    let (difference, direction) = match local.duration_since(service) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(error) => (error.duration(), "behind"),
    };
    let seconds = difference.as_secs();
    if difference <= MAX_CLOCK_DIFFERENCE {
        let detail = "this machine and the service agree within 30 s";
        Check::new("clock", CheckStatus::Ok, detail)
    } else {
        let detail =
            format!("this machine is {seconds} s {direction} the service; synchronize its clock");
        Check::new("clock", CheckStatus::Warning, detail)
    }
}

fn key_check(info: &KeyInfo) -> Check {
    let detail = match &info.project_id {
        Some(project) => format!("accepted: a Project key of project {}", quoted(project)),
        None => "accepted: a Partner key, which reaches every project".to_owned(),
    };
    Check::new("api key", CheckStatus::Ok, detail)
}

async fn tables_check(client: &Client) -> Result<Check, peaka_runtime::Error> {
    let tables = client.list_tables().await?;
    let detail = format!("the project has {}", counted(tables.len(), "BI table"));
    Ok(Check::new("tables", CheckStatus::Ok, detail))
}

/// Returns the only reason of a failure.
fn alone(error: peaka_runtime::Error) -> Vec<Error> {
    vec![error.into()]
}

/// Adds a column with every attribute to a new table, and compares the live column with it. The table is deleted even
/// if this fails.
async fn persistence_check(client: &Client) -> Result<Check, Vec<Error>> {
    let table = probe_table();
    client.create_table(&table).await.map_err(alone)?;
    let probed = probe(client, &table).await;
    let stored = match client.find_table(&table).await {
        Ok(Some(live)) => live.name,
        _ => table.clone(),
    };
    let deleted = client.delete_table(&stored).await.map_err(Error::from);
    match (probed, deleted) {
        (Ok(check), Ok(())) => Ok(check),
        (probed, deleted) => Err(probed.err().into_iter().chain(deleted.err()).collect()),
    }
}

/// Returns a name that no other table has. It is its own stored name.
fn probe_table() -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("peakadoctor{:x}{:x}", now.as_nanos(), process::id())
}

async fn probe(client: &Client, table: &str) -> Result<Check, Error> {
    let columns = [ColumnRequest::new("probe", DataType::Bigint)
        .default_value(DefaultValue::Bigint(7))
        .not_null()
        .unique()
        .display_name("Probe of peaka doctor")];
    client.add_columns(table, &columns).await?;
    let live = client.find_table(table).await?;
    let plan = plan(table, &columns, live.as_ref());
    if plan.present.is_empty() {
        return Err(Error::new(
            "the service accepted a column, but does not list it",
            "wait, and run `peaka doctor --probe` again",
        ));
    }
    let drift = plan.denied.iter().chain(&plan.warned).chain(&plan.allowed);
    let dropped: Vec<_> = drift.map(|drift| drift.kind.to_string()).collect();
    Ok(if dropped.is_empty() {
        let detail = "defaults, NOT NULL, UNIQUE and display names are persisted";
        Check::new("persistence", CheckStatus::Ok, detail)
    } else {
        let detail = format!(
            "the service accepts but does not persist: {}",
            dropped.join(", ")
        );
        Check::new("persistence", CheckStatus::Warning, detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_differ_by_more_than_30_seconds_are_a_warning() {
        let service = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let check = |seconds: i64| {
            let offset = Duration::from_secs(seconds.unsigned_abs());
            let local = if seconds < 0 {
                service - offset
            } else {
                service + offset
            };
            let Check { status, detail, .. } = clock_check(Some(service), local);
            (status, detail)
        };
        for seconds in [-30, 0, 30] {
            let agree = "this machine and the service agree within 30 s".to_owned();
            assert_eq!(check(seconds), (CheckStatus::Ok, agree));
        }
        for (seconds, detail) in [
            (
                31,
                "this machine is 31 s ahead of the service; synchronize its clock",
            ),
            (
                -90,
                "this machine is 90 s behind the service; synchronize its clock",
            ),
        ] {
            assert_eq!(check(seconds), (CheckStatus::Warning, detail.to_owned()));
        }
        assert_eq!(clock_check(None, service).status, CheckStatus::Skipped);
    }
}
