//! Runs a sync: lists, plans, writes, and lists again until there is nothing left to write.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::sleep;

use crate::client::api::Client;
use crate::client::lookup::Lookup;
use crate::plan::change::Change;
use crate::plan::drift::{Drift, DriftKind, Seen, missing, not_renamed, unmanaged};
use crate::plan::table_plan::Plan;
use crate::plan::table_spec::Wanted;
use crate::plan::write::{Step, Write};
use crate::report::error::{Error, unknown_table};
use crate::report::sync_report::{Renamed, SyncReport};
use crate::schema::column_request::ColumnDetail;
use crate::sync::echo::check_echo;
use crate::sync::progress::Progress;
use crate::sync::write_tracker::{Ledger, Next};

/// One run of a sync.
///
/// No lock is needed: whatever comes of a write, the next list decides what is left to do. Several
/// programs that want the same all find it done in the end, whoever did it.
pub(crate) struct Run<'r> {
    wanted: &'r Wanted<'r>,
    /// The plan that is applied, if that is what this run does.
    foreseen: Option<&'r Plan<'r>>,
    lookup: Lookup<'r>,
    tell: &'r (dyn Fn(Progress<'_>) + Send + Sync),
    ledger: Ledger,
    /// What the writes would have settled, by column and kind of difference.
    sent: HashSet<(String, DriftKind)>,
    /// What the answers to adds got wrong, and no list has shown alike.
    echoed: Vec<Drift>,
    report: SyncReport,
    /// Whether the service asked to wait for longer than there is time.
    is_over: bool,
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        wanted: &'r Wanted<'r>,
        foreseen: Option<&'r Plan<'r>>,
        client: Client,
        tell: &'r (dyn Fn(Progress<'_>) + Send + Sync),
    ) -> Self {
        Self {
            wanted,
            foreseen,
            lookup: Lookup::new(client, wanted.table),
            tell,
            ledger: Ledger::default(),
            sent: HashSet::new(),
            echoed: Vec::new(),
            report: SyncReport::new(wanted.table),
            is_over: false,
        }
    }

    pub(crate) async fn run(mut self) -> Result<SyncReport, Error> {
        let outcome = match self.wanted.check() {
            Ok(()) => self.converge().await,
            Err(fault) => Err(fault),
        };
        self.note_writes();
        let Self { mut report, .. } = self;
        report.requests = self.lookup.client.sent();
        report.proven = outcome.is_ok() && report.denied.is_empty();
        (self.tell)(Progress::Ended { report: &report });
        match outcome {
            Ok(()) if report.proven => Ok(report),
            Ok(()) => Err(Error::Drift(Box::new(report))),
            Err(source) if report.has_written() => Err(Error::Unproven {
                report: Box::new(report),
                source: Box::new(source),
            }),
            Err(fault) => Err(fault),
        }
    }

    /// Leaves in the report what is found and done, whatever the outcome.
    async fn converge(&mut self) -> Result<(), Error> {
        let mut plan = self.plan().await?;
        loop {
            let pending = plan.writes();
            self.take_stock(&plan, &pending);
            (self.tell)(Progress::Planned { plan: &plan });
            if !plan.denied.is_empty() {
                break;
            }
            if self.is_over && !pending.is_empty() {
                return self.fail(&plan);
            }
            let denied_fixes = self.denied_fixes(&plan);
            let matters = |write: &Write| match write {
                Write::Fix(column) => denied_fixes.contains(column.as_str()),
                _ => true,
            };
            match self.ledger.next(&pending, matters) {
                // It fails anyway, so nothing is done that cannot be undone.
                Next::Send(writes)
                    if writes.iter().any(Write::is_delete) && self.is_denied(&plan) =>
                {
                    break;
                }
                Next::Send(writes) => self.send(&plan, writes).await,
                Next::Wait(wait) if self.wait(wait).await => {}
                Next::Stop => break,
                Next::Wait(_) | Next::Fail => return self.fail(&plan),
            }
            plan = match self.plan().await {
                Ok(plan) => plan,
                Err(fault) => return Err(self.or_failed_write(fault)),
            };
        }
        self.conclude(&plan);
        Ok(())
    }

    /// What is left to write will not be: because the service does not do it, or because there is
    /// no more time.
    fn fail(&mut self, plan: &Plan<'_>) -> Result<(), Error> {
        let failed_write = self.ledger.take_error();
        if plan.stored_table.is_none() {
            let unseen = Error::unknown_table(self.wanted.table, unknown_table::NOT_SHOWN);
            return Err(failed_write.unwrap_or(unseen));
        }
        self.conclude(plan);
        failed_write.map_or(Ok(()), Err)
    }

    /// What went wrong first: if no list tells what came of a write that may have been done, then
    /// it is that write.
    fn or_failed_write(&mut self, fault: Error) -> Error {
        let is_of_the_list = matches!(
            fault,
            Error::Status { .. } | Error::Transport { .. } | Error::Answer { .. }
        );
        match self.ledger.take_error() {
            Some(write) if is_of_the_list && write.is_ambiguous() => write,
            _ => fault,
        }
    }

    /// Lists, and says what is left to do.
    async fn plan(&mut self) -> Result<Plan<'r>, Error> {
        let wanted = self.wanted;
        let is_first = !self.report.listed && !self.report.has_written();
        let live = self.lookup.look().await?;
        // What this sync created is waited for, even if it was seen before.
        let is_ours = self.ledger.is_answered(&Write::CreateTable);
        if live.is_none() && self.report.stored_table.is_some() && !is_ours {
            let vanished = unknown_table::VANISHED;
            return Err(Error::unknown_table(wanted.table, vanished));
        }
        let plan = if is_first {
            wanted.first_plan(live.as_ref())?
        } else {
            wanted.plan(live.as_ref())
        };
        let ours = |column: &str| {
            let column = || column.to_owned();
            [Write::Add(column()), Write::Rename(column())]
                .iter()
                .any(|write| self.ledger.is_ours(write))
        };
        let unforeseen = self
            .foreseen
            .map(|foreseen| foreseen.unforeseen(&plan, ours));
        match unforeseen {
            Some(unforeseen) if !unforeseen.is_empty() => Err(Error::Outdated {
                table: wanted.table.to_owned(),
                unforeseen,
            }),
            _ if live.is_none() && !wanted.create_table => {
                let unknown = unknown_table::NEVER_SEEN;
                Err(Error::unknown_table(wanted.table, unknown))
            }
            _ => Ok(plan),
        }
    }

    /// Sends these writes of the plan, up to the first that fails.
    async fn send(&mut self, plan: &Plan<'_>, writes: Vec<Write>) {
        self.report.listed = false;
        let writes: HashSet<_> = writes.into_iter().collect();
        for step in plan.steps(|write| writes.contains(write)) {
            let outcome = self.take_step(plan, &step).await;
            let mut asked_to_wait = None;
            let failed = outcome.is_err();
            if let Err(error) = &outcome {
                (self.tell)(Progress::Failed { error });
                asked_to_wait = error.retry_after();
            }
            self.ledger.note(step.writes(), outcome);
            if step.writes().iter().any(|write| self.ledger.is_ours(write)) {
                self.sent.extend(step.settles());
            }
            if let Some(wait) = asked_to_wait {
                self.is_over = !self.wait(wait).await;
            }
            if failed {
                break;
            }
        }
        self.note_writes();
    }

    /// Waits, unless that would take longer than there is time.
    async fn wait(&self, wait: Duration) -> bool {
        let has_time = self.lookup.client.has_time_for(wait);
        if has_time && !wait.is_zero() {
            (self.tell)(Progress::Waiting { wait });
            sleep(wait).await;
        }
        has_time
    }

    async fn take_step(&mut self, plan: &Plan<'_>, step: &Step<'_>) -> Result<(), Error> {
        (self.tell)(Progress::of(step, self.wanted.table));
        let client = &self.lookup.client;
        let table = plan.stored_table.as_deref().unwrap_or(plan.table);
        match step {
            Step::CreateTable => {
                let created = client.create_table(table).await?;
                self.lookup.created(created.table_name);
            }
            Step::Add(columns) => {
                let echo = client.add_columns(table, columns).await?;
                self.echoed.extend(check_echo(columns, &echo));
            }
            Step::Rename(change) => self.update(table, change, change.column.name).await?,
            Step::Fix(change) => self.update(table, change, &change.live.name).await?,
            Step::Delete(column) => client.delete_column(table, column).await?,
        }
        Ok(())
    }

    /// Updates a column, and believes nothing of the answer but that there was one: it was measured
    /// to repeat the request whatever is stored.
    async fn update(&self, table: &str, change: &Change<'_>, name: &str) -> Result<(), Error> {
        let request = change.request(name);
        let client = &self.lookup.client;
        let answer = client.update_column(table, &change.live.name, &request);
        match answer.await {
            Err(Error::Ambiguous { known }) if matches!(*known, Error::Answer { .. }) => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// What the list says, for the report, and which writes it leaves to do.
    fn take_stock(&mut self, plan: &Plan<'_>, left: &[Write]) {
        let shown: HashSet<_> = plan
            .drift()
            .map(|drift| (drift.kind, &*drift.column))
            .collect();
        let missing: HashSet<_> = plan.to_add.iter().map(|column| column.name).collect();
        // An answer that a list bears out contradicts nothing.
        self.echoed.retain(|echoed| {
            !shown.contains(&(echoed.kind, &echoed.column))
                && (echoed.kind != DriftKind::Missing || !missing.contains(&*echoed.column))
        });

        let there: HashSet<_> = plan.present.iter().map(|column| column.name).collect();
        let pending: HashSet<_> = left.iter().collect();
        let done = |write: fn(String) -> Write, name: &str| {
            let write = write(name.to_owned());
            self.ledger.is_ours(&write) && !pending.contains(&write)
        };
        let mut report = SyncReport {
            listed: true,
            stored_table: plan.stored_table.clone(),
            denied: plan.denied.clone(),
            warned: plan.warned.clone(),
            unmanaged: plan
                .unmanaged
                .iter()
                .map(|column| column.name.clone())
                .collect(),
            left: left.iter().map(ToString::to_string).collect(),
            ..SyncReport::new(self.wanted.table)
        };
        let columns = self.wanted.columns.iter();
        for column in columns.filter(|column| there.contains(column.name)) {
            let name = column.name.to_owned();
            if done(Write::Fix, column.name) {
                report.changed.push(name.clone());
            }
            if done(Write::Add, column.name) {
                report.added.push(name);
            } else if done(Write::Rename, column.name) {
                let from = column.renamed_from.unwrap_or_default().to_owned();
                report.renamed.push(Renamed { from, to: name });
            } else {
                report.present.push(name);
            }
        }
        let deletes = self.wanted.delete.iter();
        report.deleted = deletes
            .filter(|name| done(Write::Delete, name))
            .cloned()
            .collect();
        self.report = report;
        self.note_writes();
    }

    /// What was written, for the report: the lists say what came of it.
    fn note_writes(&mut self) {
        let Self { ledger, wanted, .. } = self;
        let names = || wanted.columns.iter().map(|column| column.name.to_owned());
        let ours = |write: fn(String) -> Write| -> Vec<_> {
            names()
                .filter(|name| ledger.is_ours(&write(name.clone())))
                .collect()
        };
        self.report.created_table = ledger.is_ours(&Write::CreateTable);
        self.report.sent = ours(Write::Add);
        self.report.renames_sent = ours(Write::Rename);
        self.report.fixes_sent = ours(Write::Fix);
        let is_deleted = |name: &&String| ledger.is_ours(&Write::Delete((*name).clone()));
        self.report.deletes_sent = wanted.delete.iter().filter(is_deleted).cloned().collect();
        let is_refused = |name: &String| ledger.is_done_though_refused(&Write::Add(name.clone()));
        self.report.refused = names().filter(is_refused).collect();
    }

    /// The columns of which a fix is to mend what the levels deny.
    fn denied_fixes<'p>(&self, plan: &'p Plan<'_>) -> HashSet<&'p str> {
        let is_denied = |drift: &Drift| self.wanted.levels.deny(drift.kind);
        let denied = plan
            .to_fix
            .iter()
            .filter(|change| change.mends.iter().any(is_denied));
        denied.map(|change| change.column.name).collect()
    }

    /// Whether what was sent and is not there, or the answers to adds, fail the sync.
    fn is_denied(&self, plan: &Plan<'_>) -> bool {
        let left = self.left(plan);
        left.iter().any(|drift| self.wanted.levels.deny(drift.kind))
    }

    /// The drift that there is because what was sent is not there, and what the answers to adds got
    /// wrong.
    fn left(&self, plan: &Plan<'_>) -> Vec<Drift> {
        let mut drift = Vec::new();
        // A refused update is as good as one that is not kept; any other refused write is an error.
        let is_left = |write: &Write| match write {
            Write::Fix(_) => self.ledger.was_sent(write),
            _ => self.ledger.is_ours(write),
        };
        for step in plan.steps(is_left) {
            match step {
                Step::Rename(change) => drift.push(not_renamed(&change.column, &change.live)),
                Step::Fix(change) => drift.extend_from_slice(&change.mends),
                Step::Add(columns) => {
                    drift.extend(columns.iter().map(|column| missing(column, Seen::List)));
                }
                Step::CreateTable | Step::Delete(_) => {}
            }
        }
        drift.extend_from_slice(&self.echoed);
        drift
    }

    /// What stays as it is, for the report.
    fn conclude(&mut self, plan: &Plan<'_>) {
        let (denied, warned) = self.wanted.levels.split(self.left(plan));
        let report = &mut self.report;
        report.denied.extend(denied);
        report.warned.extend(warned);
        // The caller named these: that they are still there is no matter of levels.
        let is_ours =
            |column: &&ColumnDetail| self.ledger.is_ours(&Write::Delete(column.name.clone()));
        let undeleted = plan.to_delete.iter().filter(is_ours);
        report.denied.extend(undeleted.map(unmanaged));
        let sent = &self.sent;
        let all = report.denied.iter().chain(&report.warned);
        report.not_kept = all
            .filter(|drift| drift.seen == Seen::List)
            .filter(|drift| sent.contains(&(drift.column.clone(), drift.kind)))
            .cloned()
            .collect();
    }
}
