//! A sync of several tables with its choices, before it is sent.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::list::{Claim, Tables, check_claims};
use crate::client::Client;
use crate::declare::DeclaredTable;
use crate::plan::Plan;
use crate::report::{Error, SyncReport, TableOutcome, TablesReport};
use crate::sync::{Progress, SyncColumns};

/// A sync of several tables that is about to be sent: choose, then `.await`.
///
/// It ends in a [`TablesReport`] only if each table is proven to match, as
/// [`SyncColumns`] has it. A table that fails keeps no other from being synced: all
/// failures are collected, and come as one error.
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client, sync_tables};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// # #[derive(BiTable)] struct User { id: i64 }
/// # async fn start(peaka: &Client) -> Result<(), peaka_runtime::Error> {
/// let report = sync_tables![Event, User]
///     .with(peaka)
///     .concurrency(4)
///     .each(|declared, sync| match declared.table {
///         "event" => sync.create_table(true).fix_drift(true),
///         _ => sync.create_table(true),
///     })
///     .await?;
/// # Ok(()) }
/// ```
///
/// # Errors
/// As [`Tables::check`], before anything is sent; [`Error::Tables`] if any table failed. Its report has
/// all of them, those that succeeded too.
#[must_use = "nothing is sent until it is awaited"]
#[derive(Clone)]
pub struct SyncTables<'c> {
    client: &'c Client,
    tables: Tables,
    concurrency: usize,
    each: Option<Each<'c>>,
    progress: Option<Callback<'c>>,
}

type Each<'c> = Arc<
    dyn Fn(&DeclaredTable, SyncColumns<'c, 'static>) -> SyncColumns<'c, 'static> + Send + Sync + 'c,
>;
type Callback<'c> = Arc<dyn Fn(TablesProgress<'_>) + Send + Sync + 'c>;

/// Peaka publishes no limits; 20 requests at once were measured to be answered.
const CONCURRENCY: usize = 8;

/// How far a sync of several tables is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum TablesProgress<'a> {
    /// The sync of one table has come to a step.
    #[non_exhaustive]
    Step {
        /// The table.
        declared: &'a DeclaredTable,
        /// The step.
        step: Progress<'a>,
        /// How many tables there are.
        of: usize,
    },
    /// The sync of one table is over.
    #[non_exhaustive]
    Ended {
        /// What came of it.
        outcome: &'a TableOutcome<SyncReport>,
        /// How many are over.
        ended: usize,
        /// How many there are.
        of: usize,
    },
}

impl fmt::Debug for SyncTables<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncTables")
            .field("tables", &self.tables)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

impl<'c> SyncTables<'c> {
    pub(crate) fn new(client: &'c Client, tables: Tables) -> Self {
        Self {
            client,
            tables,
            concurrency: CONCURRENCY,
            each: None,
            progress: None,
        }
    }

    /// How many tables are synced at a time; 0 counts as 1. Without this, 8.
    ///
    /// Each has a deadline of its own, so with the usual 30 seconds 50 tables take four minutes at most.
    pub fn concurrency(mut self, tables: usize) -> Self {
        self.concurrency = tables.max(1);
        self
    }

    /// Makes the choices for each table. If it is called more than once, each call goes on with what
    /// the one before chose.
    pub fn each(
        mut self,
        choose: impl Fn(&DeclaredTable, SyncColumns<'c, 'static>) -> SyncColumns<'c, 'static>
        + Send
        + Sync
        + 'c,
    ) -> Self {
        self.each = Some(match self.each.take() {
            Some(before) => {
                Arc::new(move |declared, sync| choose(declared, before(declared, sync)))
            }
            None => Arc::new(choose),
        });
        self
    }

    /// Calls this at each step and whenever a table is done, on the thread that drives the sync: so
    /// it must not block. A table for which [`each`](Self::each) chooses a `progress` of its own
    /// tells its steps there.
    pub fn progress(mut self, callback: impl Fn(TablesProgress<'_>) + Send + Sync + 'c) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }

    /// What this sync would do, without doing it: for each table its plan, or why there is none.
    ///
    /// # Errors
    /// As [`Tables::check`].
    pub async fn plan(self) -> Result<Vec<TableOutcome<Plan<'static>>>, Error> {
        let chosen = self.chosen()?;
        Ok(self.for_each(chosen, SyncColumns::plan, |_, _| ()).await)
    }

    async fn run(self) -> Result<TablesReport, Error> {
        let chosen = self.chosen()?;
        let of = self.tables.as_slice().len();
        let tell = |outcome: &TableOutcome<SyncReport>, ended| {
            if let Some(callback) = &self.progress {
                callback(TablesProgress::Ended { outcome, ended, of });
            }
        };
        let outcomes = self.for_each(chosen, SyncColumns::into_future, tell).await;
        let report = TablesReport::new(outcomes);
        if report.failed().next().is_none() {
            Ok(report)
        } else {
            Err(Error::Tables(Box::new(report)))
        }
    }

    /// Asks for each table, and tells of each that is over; the outcomes are in the order of the tables.
    async fn for_each<T, F: Future<Output = Result<T, Error>>>(
        &self,
        chosen: Vec<Chosen<'c>>,
        ask: impl Fn(SyncColumns<'c, 'static>) -> F,
        tell: impl Fn(&TableOutcome<T>, usize),
    ) -> Vec<TableOutcome<T>> {
        let mut asked = Vec::with_capacity(chosen.len());
        for (index, Chosen { declared, sync }) in chosen.into_iter().enumerate() {
            let asking = ask(sync);
            asked.push(async move { (index, TableOutcome::new(declared, asking.await)) });
        }
        // A slow table must not keep those behind it from being asked for.
        let mut over = stream::iter(asked).buffer_unordered(self.concurrency);
        let mut outcomes = Vec::new();
        while let Some((index, outcome)) = over.next().await {
            tell(&outcome, outcomes.len() + 1);
            outcomes.push((index, outcome));
        }
        outcomes.sort_by_key(|(index, _)| *index);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }

    /// The sync of each table, with the choices for it. Those may name other tables than are declared, so it is those
    /// that are checked.
    fn chosen(&self) -> Result<Vec<Chosen<'c>>, Error> {
        let tables = self.tables.as_slice().iter();
        let chosen: Vec<_> = tables
            .map(|declared| Chosen {
                declared: *declared,
                sync: self.choose(*declared),
            })
            .collect();
        let claim = |chosen: &Chosen<'c>| Claim {
            table: chosen.sync.table_name(),
            struct_name: chosen.declared.struct_name(),
        };
        check_claims(chosen.iter().map(claim))?;
        Ok(chosen)
    }

    fn choose(&self, declared: DeclaredTable) -> SyncColumns<'c, 'static> {
        let mut sync = self.client.sync_table(declared.table, declared.columns);
        if let Some(callback) = self.progress.clone() {
            let of = self.tables.as_slice().len();
            sync = sync.progress(move |step| {
                callback(TablesProgress::Step {
                    declared: &declared,
                    step,
                    of,
                });
            });
        }
        match &self.each {
            Some(choose) => choose(&declared, sync),
            None => sync,
        }
    }
}

/// A table, and its sync.
struct Chosen<'c> {
    declared: DeclaredTable,
    sync: SyncColumns<'c, 'static>,
}

impl<'c> IntoFuture for SyncTables<'c> {
    type Output = Result<TablesReport, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl Tables {
    /// A sync of all of them, which takes choices before it is awaited.
    pub fn with(self, client: &Client) -> SyncTables<'_> {
        SyncTables::new(client, self)
    }
}
