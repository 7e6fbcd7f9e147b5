//! `peaka doctor`: checks the connection to the service, and what the service persists.

use std::process;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use peaka_runtime::__private::{KeyInfo, counted, quoted};
use peaka_runtime::{Client, ColumnRequest, DataType, DefaultValue, plan};

use super::diagnosis::{Check, CheckName, CheckStatus, Checks, Diagnosis, KeyKind};
use crate::connection::{Connection, Variables};
use crate::output::{Document, Error, JsonError, Outcome, Output, quoted_path, text_table};

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

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<Outcome, Error> {
    let Arguments { probe, connection } = arguments;
    let variables = Variables::load()?;
    let client = connection.client_with(&variables)?;
    let (base_url, is_local) = client.__base_url();
    let mut checks = Checks::default();
    let key = client.__key_info().await;
    // The other checks would fail for the same reason.
    let is_unreachable = matches!(&key, Err(peaka_runtime::Error::Transport { .. }));
    let mut key_kind = None;
    let mut project_id = None;
    match key {
        Err(error) if is_unreachable => {
            checks.add_result(CheckName::Service, Err(error));
        }
        key => {
            checks.checks.push(service_check(base_url, &variables));
            checks.checks.push(encryption_check(base_url, is_local));
            key_kind = key.as_ref().ok().map(kind_of);
            checks.add_result(
                CheckName::ApiKey,
                key.as_ref().map(key_check).map_err(Clone::clone),
            );
        }
    }
    if checks.errors.is_empty() {
        let project = client.__project_id().await;
        project_id = project.as_ref().ok().map(|id| (*id).to_owned());
        checks.add_result(CheckName::Project, project.map(project_check));
        checks.add_result(CheckName::Tables, tables_check(&client).await);
        let date = client.__service_date().await;
        let clock = date.map(|date| clock_check(date, SystemTime::now()));
        checks.add_result(CheckName::Clock, clock);
        if !probe {
            let detail = "`--probe` tests what the service persists, in a temporary table";
            checks.add(CheckName::Persistence, CheckStatus::Skipped, detail);
        } else if checks.has_failed(CheckName::Project) || checks.has_failed(CheckName::Tables) {
            let detail = "the tables cannot be listed";
            checks.add(CheckName::Persistence, CheckStatus::Skipped, detail);
        } else {
            probe_persistence(&client, &mut checks).await;
        }
    } else {
        checks.skip_the_others();
    }
    let Checks { checks, errors } = checks;
    let rows = checks.iter().map(|check| {
        [
            check.name.label().to_owned(),
            check.status.label().to_owned(),
            check.detail.clone(),
        ]
    });
    let text = text_table(["CHECK", "STATUS", "DETAIL"], rows);
    let outcome = if errors.is_empty() {
        Outcome::Success
    } else {
        Outcome::Failed
    };
    let errors = errors.iter().map(|(_, error)| JsonError::from(error));
    let diagnosis = Diagnosis {
        base_url: base_url.to_owned(),
        key_kind,
        project_id,
        checks,
    };
    output.print_result(&text, &Document::with_errors(diagnosis, errors.collect()))?;
    Ok(outcome)
}

fn service_check(base_url: &str, variables: &Variables) -> Check {
    let mut detail = base_url.to_owned();
    if let Some(path) = variables.file() {
        let path = quoted_path(path);
        detail.push_str(&format!("; {path} sets variables"));
    }
    Check::new(CheckName::Service, CheckStatus::Ok, detail)
}

fn encryption_check(base_url: &str, is_local: bool) -> Check {
    let (status, detail) = if base_url.starts_with("https:") {
        (CheckStatus::Ok, "TLS; the certificate is trusted")
    } else if is_local {
        (
            CheckStatus::Ok,
            "not needed: the service runs on this machine",
        )
    } else {
        (
            CheckStatus::Warning,
            "none: plain HTTP exposes the API key on the network",
        )
    };
    Check::new(CheckName::Encryption, status, detail)
}

/// Compares the clocks. Certificates and logs depend on them.
fn clock_check(service: Option<SystemTime>, local: SystemTime) -> Check {
    let Some(service) = service else {
        let detail = "the response has no date";
        return Check::new(CheckName::Clock, CheckStatus::Skipped, detail);
    };
    let (difference, direction) = match local.duration_since(service) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(error) => (error.duration(), "behind"),
    };
    let seconds = difference.as_secs();
    if difference <= MAX_CLOCK_DIFFERENCE {
        let detail = "this machine and the service agree within 30 s";
        Check::new(CheckName::Clock, CheckStatus::Ok, detail)
    } else {
        let detail =
            format!("this machine is {seconds} s {direction} the service; synchronize its clock");
        Check::new(CheckName::Clock, CheckStatus::Warning, detail)
    }
}

fn kind_of(info: &KeyInfo) -> KeyKind {
    match info.project_id {
        Some(_) => KeyKind::Project,
        None => KeyKind::Partner,
    }
}

fn key_check(info: &KeyInfo) -> Check {
    let detail = match &info.project_id {
        Some(project) => format!("accepted: a Project key of project {}", quoted(project)),
        None => "accepted: a Partner key, which reaches every project".to_owned(),
    };
    Check::new(CheckName::ApiKey, CheckStatus::Ok, detail)
}

fn project_check(project_id: &str) -> Check {
    Check::new(CheckName::Project, CheckStatus::Ok, quoted(project_id))
}

async fn tables_check(client: &Client) -> Result<Check, peaka_runtime::Error> {
    let tables = client.list_tables().await?;
    let detail = format!("the project has {}", counted(tables.len(), "BI table"));
    Ok(Check::new(CheckName::Tables, CheckStatus::Ok, detail))
}

/// Creates a table, adds a column with every attribute, compares the live column with the request, and deletes the table,
/// even after a failure.
async fn probe_persistence(client: &Client, checks: &mut Checks) {
    let table = unused_table_name();
    if let Err(error) = client.create_table(&table).await {
        return checks.add_result(CheckName::Persistence, Err(error));
    }
    checks.add_result(CheckName::Persistence, probe(client, &table).await);
    let stored = match client.find_table(&table).await {
        Ok(Some(live)) => live.name,
        _ => table,
    };
    if let Err(error) = client.delete_table(&stored).await {
        let error = Error::new(
            error.message(),
            format!(
                "delete table {} in Peaka Studio if `peaka tables` lists it",
                quoted(&stored)
            ),
        );
        checks.add_result(CheckName::CleanUp, Err(error));
    }
}

/// Returns a name that no other table has, and that the service stores unchanged.
fn unused_table_name() -> String {
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
        Check::new(CheckName::Persistence, CheckStatus::Ok, detail)
    } else {
        let detail = format!(
            "the service accepts but does not persist: {}",
            dropped.join(", ")
        );
        Check::new(CheckName::Persistence, CheckStatus::Warning, detail)
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
