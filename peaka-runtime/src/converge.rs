//! Runs a sync: lists, plans, writes, and lists again until there is nothing left to write.

use std::collections::HashSet;
use std::mem::take;
use std::time::Duration;

use tokio::time::sleep;

use crate::change::Change;
use crate::client::Client;
use crate::compare::{Drift, DriftKind, Seen, missing, not_renamed, unmanaged};
use crate::echo::check_echo;
use crate::error::{Error, unknown_table};
use crate::ledger::{Ledger, Next};
use crate::lookup::Lookup;
use crate::plan::Plan;
use crate::progress::Progress;
use crate::report::{Renamed, SyncReport};
use crate::schema::ColumnDetail;
use crate::wanted::Wanted;
use crate::write::{Step, Write};

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
    /// What the answers to adds got wrong.
    echoed: Vec<Drift>,
    report: SyncReport,
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
        loop {
            let plan = match self.plan().await {
                Ok(plan) => plan,
                Err(
                    told @ (Error::UnknownTable { .. }
                    | Error::Outdated { .. }
                    | Error::Name { .. }),
                ) => return Err(told),
                // If no list tells what came of a write, then it is that write which failed.
                Err(fault) => return Err(self.ledger.take_error().unwrap_or(fault)),
            };
            self.take_stock(&plan);
            (self.tell)(Progress::Planned { plan: &plan });
            if !plan.denied.is_empty() {
                self.conclude(&plan);
                return Ok(());
            }
            match self.ledger.next(&plan.writes()) {
                Next::Send(writes) => self.send(&plan, writes).await,
                Next::Wait(wait) if self.wait(wait).await => {}
                next => {
                    let fault = match next {
                        Next::Stop => None,
                        _ => self.ledger.take_error(),
                    };
                    if plan.stored_table.is_none() {
                        let unseen = unknown_table::NOT_SHOWN;
                        let unseen = Error::unknown_table(self.wanted.table, unseen);
                        return Err(fault.unwrap_or(unseen));
                    }
                    self.conclude(&plan);
                    return fault.map_or(Ok(()), Err);
                }
            }
        }
    }

    /// Lists, and says what is left to do.
    async fn plan(&mut self) -> Result<Plan<'r>, Error> {
        let wanted = self.wanted;
        let live = self.lookup.look().await?;
        if live.is_none() && self.report.stored_table.is_some() {
            let vanished = unknown_table::VANISHED;
            return Err(Error::unknown_table(wanted.table, vanished));
        }
        let listed = live.as_ref().map(|live| live.columns.as_slice());
        if let Some(fault) = wanted.misnamed_delete(listed.unwrap_or_default()) {
            return Err(fault);
        }
        let plan = wanted.plan(live.as_ref());
        let unforeseen = self.foreseen.map(|foreseen| foreseen.unforeseen(&plan));
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
            let failed = outcome.is_err();
            let mut asked_to_wait = None;
            if let Err(error) = &outcome {
                (self.tell)(Progress::Failed { error });
                asked_to_wait = error.retry_after();
            }
            self.ledger.note(step.writes(), outcome);
            if step.writes().iter().any(|write| self.ledger.is_ours(write)) {
                self.sent.extend(step.settles());
            }
            if let Some(wait) = asked_to_wait {
                self.wait(wait).await;
            }
            if failed {
                break;
            }
        }
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

    /// What the list says, for the report.
    fn take_stock(&mut self, plan: &Plan<'_>) {
        self.note_writes();
        let there: HashSet<_> = plan.present.iter().map(|column| column.name).collect();
        let left: HashSet<_> = plan.writes().into_iter().collect();
        let ours = |write: fn(String) -> Write, name: &str| {
            let write = write(name.to_owned());
            self.ledger.is_ours(&write) && !left.contains(&write)
        };
        let report = &mut self.report;
        report.listed = true;
        report.stored_table.clone_from(&plan.stored_table);
        report.unmanaged = stored_names(&plan.unmanaged);
        report.denied.clone_from(&plan.denied);
        report.warned.clone_from(&plan.warned);
        report.present.clear();
        report.added.clear();
        report.renamed.clear();
        report.changed.clear();
        for column in self.wanted.columns {
            let name = column.name.to_owned();
            if !there.contains(column.name) {
                continue;
            }
            if ours(Write::Fix, column.name) {
                report.changed.push(name.clone());
            }
            if ours(Write::Add, column.name) {
                report.added.push(name);
            } else if ours(Write::Rename, column.name) {
                let from = column.renamed_from.unwrap_or_default().to_owned();
                report.renamed.push(Renamed { from, to: name });
            } else {
                report.present.push(name);
            }
        }
        let deleted = self.wanted.delete.iter();
        report.deleted = deleted
            .filter(|name| ours(Write::Delete, name))
            .cloned()
            .collect();
    }

    /// What was written, for the report: the lists say what came of it.
    fn note_writes(&mut self) {
        let Self { ledger, wanted, .. } = self;
        let names = wanted.columns.iter().map(|column| column.name.to_owned());
        let ours = |writes: &mut dyn Iterator<Item = Write>| -> Vec<_> {
            writes.filter(|write| ledger.is_ours(write)).collect()
        };
        self.report.created_table = ledger.is_ours(&Write::CreateTable);
        self.report.sent = names
            .clone()
            .filter(|name| ledger.is_ours(&Write::Add(name.clone())))
            .collect();
        self.report.updates = [
            ours(&mut names.clone().map(Write::Rename)),
            ours(&mut names.map(Write::Fix)),
            ours(&mut wanted.delete.iter().cloned().map(Write::Delete)),
        ]
        .concat();
    }

    /// What is left to write and will not be, and what the answers to adds got wrong, for the
    /// report.
    fn conclude(&mut self, plan: &Plan<'_>) {
        let mut drift = Vec::new();
        for step in plan.steps(|write| self.ledger.is_ours(write)) {
            match step {
                Step::Rename(change) => drift.push(not_renamed(&change.column, &change.live)),
                Step::Fix(change) => drift.extend_from_slice(&change.mends),
                Step::Add(columns) => {
                    drift.extend(columns.iter().map(|column| missing(column, Seen::List)));
                }
                Step::CreateTable | Step::Delete(_) => {}
            }
        }
        // An answer that contradicts the declaration is never kept quiet, but what the list shows
        // as well needs no second word.
        let told: HashSet<_> = [&drift, &plan.denied, &plan.warned]
            .into_iter()
            .flatten()
            .map(|listed| (listed.kind, listed.column.clone()))
            .collect();
        let mut echoed = take(&mut self.echoed);
        echoed.retain(|echoed| !told.contains(&(echoed.kind, echoed.column.clone())));
        drift.extend(echoed);

        let (denied, warned) = self.wanted.levels.split(drift);
        let report = &mut self.report;
        report.denied.extend(denied);
        report.warned.extend(warned);
        // The caller named these: that they are still there is no matter of levels.
        let undeleted = plan
            .to_delete
            .iter()
            .filter(|column| self.ledger.is_ours(&Write::Delete(column.name.clone())));
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

fn stored_names(columns: &[ColumnDetail]) -> Vec<String> {
    columns.iter().map(|column| column.name.clone()).collect()
}
