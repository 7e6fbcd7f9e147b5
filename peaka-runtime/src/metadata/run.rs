//! The run of a sync of metadata: read, plan, write, and read again until nothing is left to write.

use std::time::Duration;

use tokio::time::sleep;

use super::history::History;
use super::plan::MetadataPlan;
use super::reader::Reader;
use super::spec::MetadataSpec;
use super::table::RefreshStatus;
use super::write::{MetadataRequest, MetadataWrite};
use crate::client::{Client, Operation};
use crate::plan::{MetadataDrift, PlanDeviation};
use crate::report::{Error, MetadataReport};
use crate::text::quoted;
use crate::write_tracker::{NextStep, WriteTracker};

/// The wait before the status of a refresh is read. It doubles from read to read.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// The longest wait between two reads of the status.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// How many more lists are read after a refresh has ended, until they count as lacking the table.
const LISTS_AFTER_REFRESH: u32 = 6;

/// One run of a sync of metadata.
pub(crate) struct Run<'r> {
    spec: &'r MetadataSpec<'r>,
    /// The plan to apply; `None` if the sync plans for itself.
    approved: Option<&'r MetadataPlan<'r>>,
    client: Client,
    reader: Reader,
    tracker: WriteTracker<MetadataWrite>,
    history: Option<History>,
    report: MetadataReport,
    discovery: Discovery,
}

/// What the sync has seen of the job that discovers tables.
#[derive(Debug, Default)]
struct Discovery {
    /// Whether the job was seen running.
    was_running: bool,
    waits: u32,
    /// The number of lists since the job was seen to have ended.
    lists: u32,
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        spec: &'r MetadataSpec<'r>,
        approved: Option<&'r MetadataPlan<'r>>,
        client: Client,
        reader: Reader,
    ) -> Self {
        Self {
            spec,
            approved,
            client,
            reader,
            tracker: WriteTracker::default(),
            history: None,
            report: MetadataReport::new(spec.table),
            discovery: Discovery::default(),
        }
    }

    pub(crate) async fn run(mut self) -> Result<MetadataReport, Error> {
        let outcome = self.write_until_done().await;
        let Self { mut report, .. } = self;
        report.requests = self.client.requests_sent();
        report.verified = outcome.is_ok() && report.denied.is_empty();
        match outcome {
            Ok(()) if report.verified => Ok(report),
            Ok(()) => Err(Error::MetadataDrift {
                report: Box::new(report),
                columns: None,
            }),
            Err(source) if report.has_sent_writes() || report.refreshed => {
                Err(Error::MetadataUnverified {
                    report: Box::new(report),
                    columns: None,
                    source: Box::new(source),
                })
            }
            Err(error) => Err(error),
        }
    }

    async fn write_until_done(&mut self) -> Result<(), Error> {
        loop {
            let is_shared = self.reader.is_shared();
            let plan = match self.read_and_plan().await {
                Ok(plan) => plan,
                Err(error) => return Err(self.prefer_write_error(error)),
            };
            // What was read for all tables may be too old to be sent back.
            if is_shared && !plan.is_empty() {
                continue;
            }
            if !plan.undiscovered.is_empty() {
                if !self.wait_for_discovery().await? {
                    return Err(Error::Undiscovered {
                        table: self.spec.table.to_owned(),
                        missing: plan.undiscovered,
                    });
                }
                continue;
            }
            self.check_approved(&plan)?;
            self.update_report(&plan);
            if !plan.denied.is_empty() {
                let sent = plan.changes.iter().filter(|change| self.was_sent(change));
                self.report_remaining(sent.cloned().collect());
                return Ok(());
            }
            let pending: Vec<_> = plan
                .writes
                .iter()
                .map(|write| write.write.clone())
                .collect();
            match self.tracker.next_step(&pending, &[], |_| true) {
                NextStep::Send(writes) => self.send(&plan, &writes).await?,
                NextStep::Wait(wait) if self.client.has_time_for(wait) => sleep(wait).await,
                NextStep::Stop => {
                    self.report_remaining(plan.changes);
                    return Ok(());
                }
                NextStep::Wait(_) => {
                    let deadline = || self.client.deadline_error(Operation::ListMetadata);
                    return Err(self.tracker.take_error().unwrap_or_else(deadline));
                }
                NextStep::Fail => {
                    self.report_remaining(plan.changes);
                    return self.tracker.take_error().map_or(Ok(()), Err);
                }
            }
        }
    }

    async fn read_and_plan(&mut self) -> Result<MetadataPlan<'r>, Error> {
        let live = self.reader.read(&self.client, self.spec).await?;
        let table = live.own_table(self.spec);
        let history = self.history.get_or_insert_with(|| History {
            is_new_table: table.is_none(),
            ..History::default()
        });
        if history.is_new_table && history.discovered_use_with_ai.is_none() {
            history.discovered_use_with_ai = live.first_use_with_ai;
        }
        Ok(MetadataPlan::new(self.spec, &live, history))
    }

    /// Makes the service discover tables and columns, and waits until it is time to read the metadata again. Returns
    /// `false` if that does not help, or if there is no time left.
    async fn wait_for_discovery(&mut self) -> Result<bool, Error> {
        let status = self.client.refresh_status().await?;
        let discovery = &mut self.discovery;
        match status {
            RefreshStatus::Running => discovery.was_running = true,
            RefreshStatus::Finished | RefreshStatus::Stopped(_) if self.report.refreshed => {
                // The job may not have started yet, unless it was seen running.
                discovery.lists += u32::from(discovery.was_running);
                if let RefreshStatus::Stopped(status) = status {
                    let table = self.spec.table;
                    tracing::warn!(table, status, "the refresh of the metadata stopped");
                }
            }
            RefreshStatus::Finished | RefreshStatus::Stopped(_) => {
                self.reader.refresh(&self.client).await?;
                self.report.refreshed = true;
            }
        }
        let wait = FIRST_WAIT
            .saturating_mul(1 << discovery.waits.min(8))
            .min(MAX_WAIT);
        discovery.waits += 1;
        if discovery.lists > LISTS_AFTER_REFRESH || !self.client.has_time_for(wait) {
            return Ok(false);
        }
        sleep(wait).await;
        Ok(true)
    }

    /// Checks that the plan has no change that was not approved. An approved text that somebody has changed in the
    /// meantime is such a change. What was undiscovered has nothing that could be overwritten.
    fn check_approved(&self, plan: &MetadataPlan<'_>) -> Result<(), Error> {
        let Some(approved) = self.approved else {
            return Ok(());
        };
        let new = |change: &&MetadataDrift| !approved.covers(change);
        let deviations: Vec<_> = plan
            .changes
            .iter()
            .filter(new)
            .map(|drift| PlanDeviation::Metadata {
                drift: drift.clone(),
            })
            .collect();
        if deviations.is_empty() {
            return Ok(());
        }
        Err(Error::Outdated {
            table: self.spec.table.to_owned(),
            deviations,
        })
    }

    /// Sends these writes of the plan, up to the first one that fails.
    async fn send(
        &mut self,
        plan: &MetadataPlan<'_>,
        writes: &[MetadataWrite],
    ) -> Result<(), Error> {
        let ready = plan
            .writes
            .iter()
            .filter(|planned| writes.contains(&planned.write));
        for planned in ready {
            let outcome = self.send_request(&planned.request).await;
            let retry_after = outcome.as_ref().err().and_then(Error::retry_after);
            let has_failed = outcome.is_err();
            let is_possibly_applied = self.tracker.record(vec![planned.write.clone()], outcome);
            if let (false, Some(history), Some(id)) =
                (has_failed, &mut self.history, planned.write.deleted_id())
            {
                history.deleted.insert(id.to_owned());
            }
            if is_possibly_applied {
                for change in &planned.changes {
                    if !self.report.sent.contains(change) {
                        self.report.sent.push(change.clone());
                    }
                }
            }
            if let Some(wait) = retry_after {
                if !self.client.has_time_for(wait) {
                    return self.tracker.take_error().map_or(Ok(()), Err);
                }
                sleep(wait).await;
            }
            if has_failed {
                break;
            }
        }
        Ok(())
    }

    async fn send_request(&self, request: &MetadataRequest) -> Result<(), Error> {
        let client = &self.client;
        match request {
            MetadataRequest::UpdateTable(table) if table.has_redacted_key() => Err(Error::config(
                format!(
                    "the metadata of table {} contains the API key",
                    quoted(&table.name)
                ),
                "remove it in Peaka Studio, and use another key",
            )),
            MetadataRequest::UpdateTable(table) => client.update_metadata(table).await,
            MetadataRequest::AddRelation {
                source,
                target,
                relation_type,
            } => {
                client
                    .add_relation(
                        &source.table,
                        &source.column,
                        &target.table,
                        &target.column,
                        *relation_type,
                    )
                    .await
            }
            MetadataRequest::UpdateRelation(relation, relation_type) => {
                client.update_relation(relation, *relation_type).await
            }
            MetadataRequest::DeleteRelation(relation) => client.delete_relation(relation).await,
            MetadataRequest::AddGoldenSql { question, sql } => {
                client.add_golden_sql(question, sql).await
            }
            MetadataRequest::DeleteGoldenSql(id) => client.delete_golden_sql(id).await,
        }
    }

    /// Returns the error to report if a read fails: that of an ambiguous write before it, which the read would have
    /// resolved; otherwise that of the read.
    fn prefer_write_error(&mut self, read_error: Error) -> Error {
        match self.tracker.take_error() {
            Some(write_error) if write_error.is_ambiguous() => write_error,
            _ => read_error,
        }
    }

    /// Updates the report from the latest plan.
    fn update_report(&mut self, plan: &MetadataPlan<'_>) {
        let report = &mut self.report;
        report.stored_table.clone_from(&plan.stored_table);
        report.denied.clone_from(&plan.denied);
        report.warned.clone_from(&plan.warned);
        let is_live = |sent: &&MetadataDrift| {
            let mut left = plan.changes.iter().chain(&plan.denied).chain(&plan.warned);
            !left.any(|other| is_same_subject(other, sent))
        };
        report.written = report.sent.iter().filter(is_live).cloned().collect();
    }

    fn was_sent(&self, change: &MetadataDrift) -> bool {
        let mut sent = self.report.sent.iter();
        sent.any(|sent| is_same_subject(sent, change))
    }

    /// Adds the changes that the last read does not show to the drift.
    fn report_remaining(&mut self, changes: Vec<MetadataDrift>) {
        for change in changes {
            if self.was_sent(&change) {
                self.report.not_persisted.push(change.clone());
            }
            if self.spec.policy.denies(change.kind) {
                self.report.denied.push(change);
            } else {
                self.report.warned.push(change);
            }
        }
    }
}

/// Returns whether two differences are of the same value, whatever is live.
fn is_same_subject(one: &MetadataDrift, other: &MetadataDrift) -> bool {
    (one.kind, &one.column, &one.question) == (other.kind, &other.column, &other.question)
}
