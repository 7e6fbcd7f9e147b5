//! The builder of a sync of several tables.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::list::{TableOwner, Tables, check_owners};
use crate::client::Client;
use crate::metadata::MetadataPlan;
use crate::plan::{DeclaredTable, Plan};
use crate::report::{Error, SyncReport, TableOutcome, TablesReport};
use crate::sync::{Progress, SyncColumns};

/// Builder for a sync of several tables. Await it to run the sync.
///
/// Each table is synced as by [`SyncColumns`], and several at the same time. A table that fails does not stop
/// the others. The sync returns a [`TablesReport`] if every table is verified, and otherwise one error with all
/// failures.
///
/// # Examples
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
///
/// - The errors of [`Tables::check`]. Nothing was sent.
/// - [`Error::Tables`] if any table failed. Its report contains all tables, including those that succeeded.
#[must_use = "a sync does nothing unless it is awaited"]
#[derive(Clone)]
pub struct SyncTables<'c> {
    client: &'c Client,
    tables: Tables,
    concurrency: usize,
    each: Option<Each<'c>>,
    progress: Option<Callback<'c>>,
    syncs_metadata: bool,
}

type Each<'c> = Arc<
    dyn Fn(&DeclaredTable, SyncColumns<'c, 'static>) -> SyncColumns<'c, 'static> + Send + Sync + 'c,
>;
type Callback<'c> = Arc<dyn Fn(TablesProgress<'_>) + Send + Sync + 'c>;

/// The default concurrency. Peaka documents no rate limit, and 20 concurrent requests were observed to succeed.
const DEFAULT_CONCURRENCY: usize = 8;

/// A step of a sync of several tables.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{Client, Error, Tables, TablesProgress};
///
/// async fn start(peaka: &Client, tables: Tables) -> Result<(), Error> {
///     let sync = tables.with(peaka).progress(|step| {
///         if let TablesProgress::Finished { finished, total, .. } = step {
///             println!("{finished} of {total} tables");
///         }
///     });
///     sync.await?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum TablesProgress<'a> {
    /// The sync of one table reached a step.
    #[non_exhaustive]
    Step {
        /// The table.
        declared: &'a DeclaredTable,
        /// The step.
        step: Progress<'a>,
        /// The number of tables.
        total: usize,
    },
    /// The sync of one table finished.
    #[non_exhaustive]
    Finished {
        /// The outcome.
        outcome: &'a TableOutcome<SyncReport>,
        /// The number of tables whose sync has finished, including this one.
        finished: usize,
        /// The number of tables.
        total: usize,
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
            concurrency: DEFAULT_CONCURRENCY,
            each: None,
            progress: None,
            syncs_metadata: false,
        }
    }

    /// Requires that there are tables with these names, declared or stored. See [`Tables::expect`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn start(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// # #[cfg(feature = "registry")]
    /// peaka.sync_all().expect(["events", "orders"]).await?;
    /// # Ok(()) }
    /// ```
    pub fn expect(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tables = self.tables.expect(names);
        self
    }

    /// Sets the maximum number of tables that are synced at the same time; 0 counts as 1. The default is 8.
    ///
    /// Each table has its own deadline. With the default deadline of 30 s, 50 tables take at most four minutes.
    pub fn concurrency(mut self, tables: usize) -> Self {
        self.concurrency = tables.max(1);
        self
    }

    /// Configures the sync of each table with a function. If this is called more than once, the functions are
    /// applied in the order of the calls.
    pub fn each(
        mut self,
        configure: impl Fn(&DeclaredTable, SyncColumns<'c, 'static>) -> SyncColumns<'c, 'static>
        + Send
        + Sync
        + 'c,
    ) -> Self {
        self.each = Some(match self.each.take() {
            Some(previous) => {
                Arc::new(move |declared, sync| configure(declared, previous(declared, sync)))
            }
            None => Arc::new(configure),
        });
        self
    }

    /// Sets whether the metadata of each table is synced too, after the columns of all tables, so that tables can refer
    /// to each other. The default is `false`; see [`SyncColumns::metadata`]. [`plan`](Self::plan) and
    /// [`apply`](Self::apply) do not include it: see [`metadata_plan`](Self::metadata_plan).
    pub fn metadata(mut self, sync: bool) -> Self {
        self.syncs_metadata = sync;
        self
    }

    /// Registers a progress callback. It runs on the task that drives the sync and must not block.
    ///
    /// A callback that [`each`](Self::each) registers for a table receives the steps of that table instead.
    pub fn progress(mut self, callback: impl Fn(TablesProgress<'_>) + Send + Sync + 'c) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }

    /// Returns the plan of each table without applying it.
    ///
    /// # Errors
    ///
    /// The errors of [`Tables::check`]. A table that cannot be planned has its error in its outcome.
    pub async fn plan(self) -> Result<Vec<TableOutcome<Plan<'static>>>, Error> {
        let plans = self.configure_all()?.into_iter();
        let plans = plans.map(|TableSync { declared, sync }| (declared, sync.plan()));
        Ok(self.run_all(plans, |_, _| ()).await)
    }

    /// Returns the plan of each table's metadata without applying it.
    ///
    /// # Errors
    ///
    /// The errors of [`Tables::check`]. A table that cannot be planned has its error in its outcome.
    pub async fn metadata_plan(self) -> Result<Vec<TableOutcome<MetadataPlan<'static>>>, Error> {
        let shared = Arc::default();
        let syncs = self.configure_all()?;
        let plans = syncs.iter().map(|TableSync { declared, sync }| {
            (*declared, sync.sync_metadata().sharing(&shared).plan())
        });
        Ok(self.run_all(plans, |_, _| ()).await)
    }

    /// Applies plans that [`plan`](Self::plan) returned, each as by [`Plan::apply`], and verifies the tables.
    ///
    /// The plans decide what is written: the settings of [`each`](Self::each) are not applied again. The progress
    /// callback receives only the end of each table.
    ///
    /// # Errors
    ///
    /// [`Error::Tables`] if any table failed, such as with [`Error::Outdated`], or could not be planned.
    pub async fn apply(
        self,
        plans: Vec<TableOutcome<Plan<'static>>>,
    ) -> Result<TablesReport, Error> {
        let client = self.client;
        let applied = plans.into_iter().map(
            |TableOutcome {
                 declared, result, ..
             }| {
                let applied = async move { result?.apply(client).await };
                (declared, applied)
            },
        );
        self.run_and_report(applied).await
    }

    async fn run(self) -> Result<TablesReport, Error> {
        let syncs = self.configure_all()?;
        if !syncs.iter().any(|table| table.sync.syncs_metadata()) {
            let syncs = syncs.into_iter();
            let syncs = syncs.map(|TableSync { declared, sync }| (declared, sync.into_future()));
            return self.run_and_report(syncs).await;
        }
        let shared = Arc::default();
        let metadata: Vec<_> = syncs
            .iter()
            .map(|TableSync { sync, .. }| {
                let is_synced = sync.syncs_metadata();
                is_synced.then(|| sync.sync_metadata().sharing(&shared))
            })
            .collect();
        let columns = syncs
            .into_iter()
            .map(|TableSync { declared, sync }| (declared, sync.metadata(false).into_future()));
        let columns = self.run_all(columns, |_, _| ()).await;
        let metadata = columns.into_iter().zip(metadata).map(
            |(
                TableOutcome {
                    declared, result, ..
                },
                metadata,
            )| {
                let metadata = async move {
                    match metadata {
                        Some(metadata) => {
                            let report = result?;
                            let metadata = metadata.stored_table(report.stored_table.as_ref());
                            report.with_metadata(metadata.await)
                        }
                        None => result,
                    }
                };
                (declared, metadata)
            },
        );
        self.run_and_report(metadata).await
    }

    /// Runs the calls, and reports them to the progress callback and in one report.
    async fn run_and_report<F: Future<Output = Result<SyncReport, Error>>>(
        &self,
        calls: impl ExactSizeIterator<Item = (DeclaredTable, F)>,
    ) -> Result<TablesReport, Error> {
        let total = calls.len();
        let on_finished = |outcome: &TableOutcome<SyncReport>, finished| {
            if let Some(callback) = &self.progress {
                callback(TablesProgress::Finished {
                    outcome,
                    finished,
                    total,
                });
            }
        };
        let report = TablesReport::new(self.run_all(calls, on_finished).await);
        if report.failed().next().is_none() {
            Ok(report)
        } else {
            Err(Error::Tables(Box::new(report)))
        }
    }

    /// Runs the call of each table, and returns the outcomes in the order of the calls.
    async fn run_all<T, F: Future<Output = Result<T, Error>>>(
        &self,
        calls: impl Iterator<Item = (DeclaredTable, F)>,
        on_finished: impl Fn(&TableOutcome<T>, usize),
    ) -> Vec<TableOutcome<T>> {
        let calls: Vec<_> = calls
            .enumerate()
            .map(|(index, (declared, call))| async move {
                (index, TableOutcome::new(declared, call.await))
            })
            .collect();
        // Unordered, so that a slow table does not delay the tables after it.
        let mut finished = stream::iter(calls).buffer_unordered(self.concurrency);
        let mut outcomes = Vec::new();
        while let Some((index, outcome)) = finished.next().await {
            on_finished(&outcome, outcomes.len() + 1);
            outcomes.push((index, outcome));
        }
        outcomes.sort_by_key(|(index, _)| *index);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }

    /// Returns the configured sync of each table.
    ///
    /// The check for duplicate tables uses the configured names, which may differ from the declared ones.
    fn configure_all(&self) -> Result<Vec<TableSync<'c>>, Error> {
        self.tables.check_expected()?;
        let tables = self.tables.as_slice().iter();
        let syncs: Vec<_> = tables
            .map(|declared| TableSync {
                declared: *declared,
                sync: self.configure(*declared),
            })
            .collect();
        let owner = |table: &TableSync<'c>| TableOwner {
            table: table.sync.table_name(),
            struct_name: table.declared.struct_name(),
        };
        check_owners(syncs.iter().map(owner))?;
        Ok(syncs)
    }

    fn configure(&self, declared: DeclaredTable) -> SyncColumns<'c, 'static> {
        let mut sync = self
            .client
            .sync_table(declared.table, declared.columns)
            .with_declared(&declared)
            .metadata(self.syncs_metadata);
        if let Some(callback) = self.progress.clone() {
            let total = self.tables.as_slice().len();
            sync = sync.progress(move |step| {
                callback(TablesProgress::Step {
                    declared: &declared,
                    step,
                    total,
                });
            });
        }
        match &self.each {
            Some(configure) => configure(&declared, sync),
            None => sync,
        }
    }
}

/// A table and its configured sync.
struct TableSync<'c> {
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
    /// Returns a builder for a sync of all tables in the list.
    pub fn with(self, client: &Client) -> SyncTables<'_> {
        SyncTables::new(client, self)
    }
}
