//! The run of a sync: list, plan, write, and list again until nothing is left to write.

mod report;

use std::borrow::Cow;
use std::time::Duration;

use tokio::time::sleep;

use super::echo::{Echo, check_echo};
use super::progress::Progress;
use crate::client::{Client, FoundTable, TableFinder};
use crate::plan::{
    ColumnChange, Drift, DriftKinds, DriftSource, LiveColumn, LiveColumns, Plan, SyncSpec, Write,
    WriteRequest, missing, not_renamed,
};
use crate::report::{Error, SyncReport, UnknownTableReason};
use crate::schema::{ColumnRequest, stored_name};
use crate::text::{NameMap, NameSet};
use crate::write_tracker::{NextStep, WriteTracker};

/// One run of a sync.
///
/// Programs that sync the same table at the same time need no lock: each plans again from the
/// column list after every write, so all of them find the columns present in the end, whoever added
/// them.
pub(crate) struct Run<'r> {
    spec: &'r SyncSpec<'r>,
    /// The plan to apply; `None` if the sync plans for itself.
    approved_plan: Option<&'r Plan<'r>>,
    finder: TableFinder<'r>,
    on_progress: &'r (dyn Fn(Progress<'_>) + Send + Sync),
    tracker: WriteTracker<Write>,
    /// The kinds of drift that the sent writes must remove, by column.
    targeted_drift: NameMap<Cow<'r, str>, DriftKinds>,
    /// The old names of the columns whose rename was sent, by declared name.
    old_names: NameMap<String, String>,
    /// The names of added columns in the responses to their adds, by declared name, where the two differ.
    echoed_names: NameMap<String, String>,
    /// The drift that only responses to adds show, and no column list.
    echo_drift: Vec<Drift>,
    report: SyncReport,
    /// Whether the service asked to wait for longer than the deadline allows.
    retry_after_exceeds_deadline: bool,
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        spec: &'r SyncSpec<'r>,
        approved_plan: Option<&'r Plan<'r>>,
        client: Client,
        on_progress: &'r (dyn Fn(Progress<'_>) + Send + Sync),
    ) -> Self {
        Self {
            spec,
            approved_plan,
            finder: TableFinder::new(client, spec.table),
            on_progress,
            tracker: WriteTracker::default(),
            targeted_drift: NameMap::default(),
            old_names: NameMap::default(),
            echoed_names: NameMap::default(),
            echo_drift: Vec::new(),
            report: SyncReport::new(spec.table),
            retry_after_exceeds_deadline: false,
        }
    }

    pub(crate) async fn run(mut self) -> Result<SyncReport, Error> {
        let outcome = match self.spec.validate() {
            Ok(()) => self.write_until_done().await,
            Err(error) => Err(error.into()),
        };
        self.report_writes();
        let Self { mut report, .. } = self;
        report.requests = self.finder.client.requests_sent();
        report.verified = outcome.is_ok() && report.denied.is_empty();
        (self.on_progress)(Progress::Finished { report: &report });
        match outcome {
            Ok(()) if report.verified => Ok(report),
            Ok(()) => Err(Error::Drift(Box::new(report))),
            Err(source) if report.has_sent_writes() => Err(Error::Unverified {
                report: Box::new(report),
                source: Box::new(source),
            }),
            Err(error) => Err(error),
        }
    }

    /// Lists, plans and writes until nothing is left to do. The report is up to date whatever the
    /// outcome.
    async fn write_until_done(&mut self) -> Result<(), Error> {
        // Each plan is dropped before the next list, which may be as large.
        let plan = loop {
            let mut plan = match self.list_and_plan().await {
                Ok(plan) => plan,
                Err(error) => return Err(self.prefer_write_error(error)),
            };
            let mut pending = plan.writes();
            let planned = pending.len();
            let add = |column: &ColumnRequest<'_>| Write::Add(column.name.to_owned());
            pending.extend(plan.awaited.iter().map(add));
            (self.on_progress)(Progress::Planned { plan: &plan });
            self.update_report(&mut plan, pending);
            if !self.report.denied.is_empty() {
                break plan;
            }
            if self.retry_after_exceeds_deadline && !self.report.pending.is_empty() {
                return self.give_up(&plan);
            }
            let denied_fixes = self.columns_with_denied_fixes(&plan);
            let is_required = |write: &Write| match write {
                Write::Fix(column) => denied_fixes.contains(column.as_str()),
                _ => true,
            };
            let (writes, awaited) = self.report.pending.split_at(planned);
            match self.tracker.next_step(writes, awaited, is_required) {
                // The sync fails anyway, so it sends nothing that cannot be undone.
                NextStep::Send(writes)
                    if writes.iter().any(Write::is_delete) && self.will_be_denied(&plan) =>
                {
                    break plan;
                }
                NextStep::Send(writes) => {
                    // It is not kept while the responses to the writes are read, which may be as large as the list.
                    plan.allowed = Vec::new();
                    self.send(&plan, writes).await;
                }
                NextStep::Wait(wait) if self.wait_within_deadline(wait).await => {}
                NextStep::Stop => break plan,
                NextStep::Wait(_) | NextStep::Fail => return self.give_up(&plan),
            }
        };
        self.report_remaining_drift(&plan);
        Ok(())
    }

    /// Ends the sync although writes are pending: the service does not apply them, or there is no
    /// time left.
    fn give_up(&mut self, plan: &Plan<'_>) -> Result<(), Error> {
        let write_error = self.tracker.take_error();
        if plan.stored_table.is_none() {
            let not_listed = Error::unknown_table(self.spec.table, UnknownTableReason::NotListed);
            return Err(write_error.unwrap_or(not_listed));
        }
        self.report_remaining_drift(plan);
        write_error.map_or(Ok(()), Err)
    }

    /// Returns the error to report if a column list fails: that of an ambiguous write before it, which the list would
    /// have resolved; otherwise that of the list.
    fn prefer_write_error(&mut self, list_error: Error) -> Error {
        let list_failed = matches!(
            list_error,
            Error::Status { .. } | Error::Transport { .. } | Error::UnreadableResponse { .. }
        );
        match self.tracker.take_error() {
            Some(write_error) if list_failed && write_error.is_ambiguous() => write_error,
            _ => list_error,
        }
    }

    /// Lists the columns, plans what is left to do, and checks the plan against the approved one.
    async fn list_and_plan(&mut self) -> Result<Plan<'r>, Error> {
        let spec = self.spec;
        let is_first = !self.report.read_back && !self.tracker.has_sent_writes();
        let live = self.finder.find().await?;
        // A table that this sync created may be missing from a stale list, even if an
        // earlier list had it.
        let is_created = self.tracker.is_settled(&Write::CreateTable);
        if live.is_none() && self.report.stored_table.is_some() && !is_created {
            let deleted = UnknownTableReason::Deleted;
            return Err(Error::unknown_table(spec.table, deleted));
        }
        let live = live.as_ref().map(FoundTable::live);
        let plan = if is_first {
            spec.validated_plan(live.as_ref())?
        } else {
            let keeps_underscores = live.as_ref().is_some_and(LiveColumns::keep_underscores);
            spec.plan_without(live.as_ref(), |declared, live| {
                self.is_other_column(declared, live, keeps_underscores)
            })
        };
        let is_written_by_this_sync = |column: &str| {
            let column = || column.to_owned();
            [Write::Add(column()), Write::Rename(column())]
                .iter()
                .any(|write| self.tracker.is_possibly_applied(write))
        };
        let deviations = self
            .approved_plan
            .map(|approved| approved.deviations(&plan, is_written_by_this_sync));
        match deviations {
            Some(deviations) if !deviations.is_empty() => Err(Error::Outdated {
                table: spec.table.to_owned(),
                deviations,
            }),
            _ if live.is_none() && !spec.policy.creates_table() => Err(Error::unknown_table(
                spec.table,
                UnknownTableReason::NotFound,
            )),
            _ => Ok(plan),
        }
    }

    /// Returns whether a live column that matches a declared one is probably another: this sync has just added the
    /// declared column, and the live one only looks like it. The list may be stale, and another program may have added
    /// a column of a similar name.
    ///
    /// If later lists show no other column either, the service stores the declared one under the name of the live one.
    fn is_other_column(
        &self,
        declared: &ColumnRequest<'_>,
        live: &LiveColumn<'_>,
        keeps_underscores: bool,
    ) -> bool {
        let echoed = self.echoed_names.get(declared.name);
        let is_own = live.name == declared.name
            || echoed.is_some_and(|echoed| *echoed == live.name)
            || (live.name == stored_name(declared.name) && !keeps_underscores);
        !is_own
            && self
                .tracker
                .may_still_appear(&Write::Add(declared.name.to_owned()))
    }

    /// Sends these writes of the plan, up to the first request that fails.
    async fn send(&mut self, plan: &Plan<'r>, writes: Vec<Write>) {
        self.report.read_back = false;
        for (request, writes) in plan.requests(writes) {
            let outcome = self.send_request(plan, &request).await;
            let mut retry_after = None;
            let has_failed = outcome.is_err();
            if let Err(error) = &outcome {
                (self.on_progress)(Progress::WriteUnconfirmed { error });
                retry_after = error.retry_after();
            }
            if self.tracker.record(writes, outcome) {
                let targeted = request.targeted_drift();
                self.targeted_drift.reserve(targeted.len());
                for (column, kinds) in targeted {
                    self.targeted_drift.entry(column).or_default().add(kinds);
                }
            }
            if let Some(wait) = retry_after {
                self.retry_after_exceeds_deadline = !self.wait_within_deadline(wait).await;
            }
            if has_failed {
                break;
            }
        }
    }

    /// Waits. Returns `false` at once if the deadline comes first.
    async fn wait_within_deadline(&self, wait: Duration) -> bool {
        let has_time = self.finder.client.has_time_for(wait);
        if has_time && !wait.is_zero() {
            (self.on_progress)(Progress::Waiting { wait });
            sleep(wait).await;
        }
        has_time
    }

    async fn send_request(
        &mut self,
        plan: &Plan<'_>,
        request: &WriteRequest<'_, '_>,
    ) -> Result<(), Error> {
        (self.on_progress)(Progress::of_request(request, self.spec.table));
        let client = &self.finder.client;
        let table = plan.stored_table.as_deref().unwrap_or(plan.table);
        match request {
            WriteRequest::CreateTable => {
                let created = client.create_table(table).await?;
                self.finder.set_created_name(created.table_name);
            }
            WriteRequest::Add(columns) => {
                let echo = client.send_added_columns(table, columns).await?;
                let echo: Vec<_> = echo.iter().collect();
                let Echo {
                    drift,
                    stored_names,
                } = check_echo(columns, &echo);
                self.echo_drift.extend(drift);
                self.echoed_names.extend(stored_names);
            }
            WriteRequest::Rename(change) => {
                let name = change.column.name;
                let old = change.old_name().to_owned();
                self.old_names.insert(name.to_owned(), old);
                self.update(table, change, name).await?;
            }
            WriteRequest::Fix(change) => self.update(table, change, &change.live.name).await?,
            WriteRequest::Delete(column) => client.delete_column(table, column).await?,
        }
        Ok(())
    }

    /// Updates a column. The content of the response does not matter, even if it cannot be read:
    /// the service was observed to repeat the request, whatever it stores.
    async fn update(
        &self,
        table: &str,
        change: &ColumnChange<'_>,
        name: &str,
    ) -> Result<(), Error> {
        let request = change.update_request(name);
        let client = &self.finder.client;
        let response = client.update_column(table, &change.live.name, &request);
        match response.await {
            Err(Error::Ambiguous { source })
                if matches!(*source, Error::UnreadableResponse { .. }) =>
            {
                Ok(())
            }
            response => response.map(drop),
        }
    }

    /// Returns the columns whose fix removes drift that the policy denies.
    fn columns_with_denied_fixes<'p>(&self, plan: &'p Plan<'_>) -> NameSet<&'p str> {
        let is_denied = |drift: &Drift| self.spec.policy.denies(drift.kind);
        let denied = plan
            .to_fix
            .iter()
            .filter(|change| change.fixes.iter().any(is_denied));
        denied.map(|change| change.column.name).collect()
    }

    /// Returns whether writes without effect, or drift in the responses to adds, fail the sync.
    fn will_be_denied(&self, plan: &Plan<'_>) -> bool {
        let remaining = self.remaining_drift(plan);
        remaining
            .iter()
            .any(|drift| self.spec.policy.denies(drift.kind))
    }

    /// Returns the drift that remains because sent writes had no effect, and the drift in the
    /// responses to adds.
    fn remaining_drift(&self, plan: &Plan<'_>) -> Vec<Drift> {
        let mut drift = Vec::new();
        // A rejected fix is like one that is not persisted; any other rejected write is an error.
        let was_attempted = |write: &Write| match write {
            Write::Fix(_) => self.tracker.was_sent(write),
            _ => self.tracker.is_possibly_applied(write),
        };
        let mut attempted = plan.writes();
        attempted.retain(was_attempted);
        for (request, _) in plan.requests(attempted) {
            match request {
                WriteRequest::Rename(change) => {
                    drift.push(not_renamed(&change.column, &change.live));
                }
                WriteRequest::Fix(change) => drift.extend_from_slice(&change.fixes),
                WriteRequest::Add(columns) => {
                    let missing = columns
                        .iter()
                        .map(|column| missing(column, DriftSource::List));
                    drift.extend(missing);
                }
                WriteRequest::CreateTable | WriteRequest::Delete(_) => {}
            }
        }
        let awaited = plan.awaited.iter();
        drift.extend(awaited.map(|column| missing(column, DriftSource::List)));
        drift.extend_from_slice(&self.echo_drift);
        drift
    }
}
