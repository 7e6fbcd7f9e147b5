//! The builder of a sync.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use super::progress::Progress;
use super::run::Run;
use crate::client::{Client, FoundTable, TableFinder};
use crate::metadata::{MetadataSpec, SyncMetadata};
use crate::plan::{DeclaredTable, DriftKind, Level, Plan, Policy, SyncSpec};
use crate::report::{Error, SyncReport};
use crate::schema::ColumnRequest;

/// Builder for a sync of one table. Await it to run the sync.
///
/// A sync lists the live columns, adds the missing ones in one request, checks the response, and
/// re-reads the column list. It returns a [`SyncReport`] only if a list that was read after the last
/// write shows every declared column, and no drift that the policy denies.
///
/// A sync does not delete, rename or alter a column unless an option says so, and never changes a
/// data type. After a success, a second run sends no write, except for fixes that the service accepts
/// but does not persist. It sends one GET if the service finds the table under its declared name, and three
/// otherwise. A client without a project id sends one more GET, before its first request.
///
/// # Concurrent syncs
///
/// After every write, the sync re-reads the column list and plans again from what it finds, so
/// several programs that start at the same time converge without locks. A write that the service
/// confirmed is not sent again by the same sync. A write that may have been applied is sent again once, and only if
/// seven column lists over about five seconds show no effect.
///
/// A list that shows only a look-alike of a column that the sync has just added may be stale, because another program
/// may have added the look-alike. It is re-read up to six times, unless the response to the add names the look-alike.
///
/// Two versions of a program can run side by side, unless one of them
/// [renames](ColumnRequest::renamed_from) a column that the other declares: the older version would
/// add the old column again.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client};
///
/// #[derive(BiTable)]
/// struct Event { id: i64 }
///
/// # async fn start() -> Result<(), peaka_runtime::Error> {
/// let peaka = Client::from_env()?;
/// let report = Event::sync_columns(&peaka).create_table(true).await?;
/// println!("{report}");
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// - [`Error::Name`] and [`Error::Config`] if the declaration or an option is invalid. Nothing was
///   sent.
/// - [`Error::UnknownTable`] if the table does not exist.
/// - [`Error::Drift`] if the live table differs in a way that the policy denies. Nothing was written,
///   unless its report says so.
/// - [`Error::Unverified`] if the sync sent a write and then failed before it could verify the
///   table.
/// - Otherwise the errors of the methods of [`Client`].
#[must_use = "a sync does nothing unless it is awaited"]
#[derive(Clone)]
pub struct SyncColumns<'c, 'a> {
    client: &'c Client,
    spec: SyncSpec<'a>,
    on_progress: Option<Callback<'c>>,
    /// The declared metadata. Table, policy and deadline are those of `spec`.
    metadata: MetadataSpec<'a>,
    syncs_metadata: bool,
}

type Callback<'c> = Arc<dyn Fn(Progress<'_>) + Send + Sync + 'c>;

impl fmt::Debug for SyncColumns<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncColumns")
            .field("spec", &self.spec)
            .finish_non_exhaustive()
    }
}

impl<'c, 'a> SyncColumns<'c, 'a> {
    pub(crate) fn new(
        client: &'c Client,
        table: &'a str,
        columns: &'a [ColumnRequest<'a>],
    ) -> Self {
        Self {
            client,
            spec: SyncSpec {
                policy: client.policy().clone(),
                ..SyncSpec::new(table, columns)
            },
            on_progress: None,
            metadata: MetadataSpec::of_columns(table, columns, client.policy().clone()),
            syncs_metadata: false,
        }
    }

    /// Sets what a struct declares besides the columns.
    pub(crate) fn with_declared(mut self, declared: &DeclaredTable) -> Self {
        self.spec.policy = self.spec.policy.with_levels(declared.levels);
        self.metadata.description = declared.description;
        self.metadata.use_with_ai = declared.use_with_ai;
        self.metadata.golden_sqls = declared.golden_sqls;
        self
    }

    /// Sets the name of the table, for example to sync one table per tenant with the same columns.
    pub fn table(mut self, table: &'a str) -> Self {
        self.spec.table = table;
        self
    }

    pub(crate) fn table_name(&self) -> &'a str {
        self.spec.table
    }

    /// Replaces the policy: that of the client, what the struct declares, and what was set before
    /// on this builder.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.spec.policy = policy;
        self
    }

    /// Sets whether the table is created if it does not exist. The default is that of the
    /// [policy](Policy::create_table).
    pub fn create_table(mut self, create: bool) -> Self {
        self.spec.policy = self.spec.policy.create_table(create);
        self
    }

    /// Sets the level of a kind of drift, whatever the client's [policy](Policy) and the struct say.
    /// The last setting for a kind wins.
    ///
    /// It has no effect on kinds that are [always denied](DriftKind::is_always_denied).
    pub fn on(mut self, kind: DriftKind, level: Level) -> Self {
        self.spec.policy = self.spec.policy.on(kind, level);
        self
    }

    /// Sets whether live columns are updated to the declared default, flags and display name. The
    /// default is that of the [policy](Policy::fix_drift).
    ///
    /// Each column takes one request. Drift that the policy allows is not fixed. A fix that the
    /// service does not persist is reported, counts according to its level, and is sent again by the
    /// next run. The live service was observed (August 2026) to confirm such updates and to persist
    /// none of them.
    pub fn fix_drift(mut self, fix: bool) -> Self {
        self.spec.policy = self.spec.policy.fix_drift(fix);
        self
    }

    /// Deletes columns with their data. This cannot be undone.
    ///
    /// Each column is given by its stored name. It must be neither declared nor a system column; one
    /// that does not exist counts as deleted. But a name with underscores is rejected if a column of this name without
    /// the underscores is live, unless another name in the table, which the sync does not change, has underscores:
    /// otherwise, the service may have removed them. Columns are deleted last, after a column list has
    /// shown that everything else matches the declaration.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn clean<Event: peaka_runtime::BiTable>(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// peaka.sync::<Event>().delete_columns(["agent", "oldnote"]).await?;
    /// # Ok(()) }
    /// ```
    pub fn delete_columns(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.spec
            .columns_to_delete
            .extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the largest number of columns that one request adds; 0 counts as 1. By default, one
    /// request adds all missing columns.
    pub fn max_batch(mut self, columns: usize) -> Self {
        self.spec.max_batch = Some(columns);
        self
    }

    /// Sets the deadline of the whole sync. The default is the client's
    /// [`sync_timeout`](crate::ClientBuilder::sync_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.spec.timeout = Some(timeout);
        self
    }

    /// Registers a progress callback. It runs on the task that drives the sync and must not block.
    pub fn progress(mut self, callback: impl Fn(Progress<'_>) + Send + Sync + 'c) -> Self {
        self.on_progress = Some(Arc::new(callback));
        self
    }

    /// Sets whether the metadata of the table is synced too, after its columns are verified, as by
    /// [`SyncMetadata`]. The default is `false`. The sync of the metadata has a deadline of its own, of the same length.
    ///
    /// The report has the outcome as [`SyncReport::metadata`]. If only the metadata fails, the error is
    /// [`Error::MetadataDrift`], or [`Error::MetadataUnverified`] with the report on the columns as
    /// [`Error::report`].
    pub fn metadata(mut self, sync: bool) -> Self {
        self.syncs_metadata = sync;
        self
    }

    pub(crate) fn syncs_metadata(&self) -> bool {
        self.syncs_metadata
    }

    /// Returns the sync of the table's metadata, with the policy and the deadline of this sync.
    pub(crate) fn sync_metadata(&self) -> SyncMetadata<'c, 'a> {
        let spec = MetadataSpec {
            table: self.spec.table,
            policy: self.spec.policy.clone(),
            timeout: self.spec.timeout,
            ..self.metadata.clone()
        };
        SyncMetadata::new(self.client, spec)
    }

    /// Returns the plan of this sync without applying it.
    ///
    /// A table that does not exist is not an error: the plan's [`stored_table`](Plan::stored_table) is `None`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn review<Event: peaka_runtime::BiTable>(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// let plan = peaka.sync::<Event>().fix_drift(true).delete_columns(["agent"]).plan().await?;
    /// for column in &plan.to_add {
    ///     println!("would add {}", column.name);
    /// }
    /// for column in &plan.to_delete {
    ///     println!("would delete {} with its data", column.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Name`] and [`Error::Config`] if the declaration or an option is invalid; otherwise
    /// the errors of the methods of [`Client`].
    pub async fn plan(self) -> Result<Plan<'a>, Error> {
        let spec = &self.spec;
        spec.validate()?;
        let client = self.client.for_sync(spec.timeout);
        let live = TableFinder::new(client, spec.table).find().await?;
        let live = live.as_ref().map(FoundTable::live);
        Ok(spec.validated_plan(live.as_ref())?)
    }

    async fn run(self, approved_plan: Option<&Plan<'_>>) -> Result<SyncReport, Error> {
        let span = tracing::info_span!("sync", table = self.spec.table);
        let on_progress = |progress: Progress<'_>| {
            progress.trace();
            if let Some(callback) = &self.on_progress {
                callback(progress);
            }
        };
        let client = self.client.for_sync(self.spec.timeout);
        let run = Run::new(&self.spec, approved_plan, client, &on_progress);
        run.run().instrument(span).await
    }
}

impl<'c, 'a: 'c> IntoFuture for SyncColumns<'c, 'a> {
    type Output = Result<SyncReport, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let metadata = self.syncs_metadata.then(|| self.sync_metadata());
            let report = self.run(None).await?;
            match metadata {
                Some(metadata) => {
                    let metadata = metadata.stored_table(report.stored_table.as_ref());
                    report.with_metadata(metadata.await)
                }
                None => Ok(report),
            }
        })
    }
}

impl Plan<'_> {
    /// Applies the plan with the options of its sync, and verifies the result.
    ///
    /// The table is listed first. Writes that have been applied in the meantime are skipped. If the table
    /// needs a write that is not in the plan, nothing is written.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn approve<Event: peaka_runtime::BiTable>(peaka: &peaka_runtime::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let plan = peaka.plan::<Event>().await?;
    /// println!("{plan}\nApply? [yes/no]");
    /// let mut answer = String::new();
    /// std::io::stdin().read_line(&mut answer)?;
    /// if answer.trim() == "yes" {
    ///     println!("{}", plan.apply(peaka).await?);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Outdated`] if the table has changed so that the plan no longer covers it; otherwise
    /// the errors of [`SyncColumns`].
    pub async fn apply(&self, client: &Client) -> Result<SyncReport, Error> {
        let sync = SyncColumns {
            client,
            metadata: MetadataSpec::of_columns(
                self.spec.table,
                self.spec.columns,
                self.spec.policy.clone(),
            ),
            spec: self.spec.clone(),
            on_progress: None,
            syncs_metadata: false,
        };
        sync.run(Some(self)).await
    }
}

impl Client {
    /// Returns a builder for a sync of a table whose columns no struct declares, such as columns that a
    /// program reads from its configuration.
    ///
    /// A declaration that the derive would reject is rejected before anything is sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::{Client, ColumnRequest};
    ///
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// // Such as from a configuration file.
    /// let configured = [("id", "BIGINT"), ("price", "DECIMAL"), ("note", "VARCHAR")];
    /// let mut columns = Vec::new();
    /// for (name, data_type) in configured {
    ///     columns.push(ColumnRequest::new(name, data_type.parse()?));
    /// }
    ///
    /// let peaka = Client::from_env()?;
    /// let report = peaka.sync_table("orders", &columns).create_table(true).await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    pub fn sync_table<'a>(
        &self,
        table: &'a str,
        columns: &'a [ColumnRequest<'a>],
    ) -> SyncColumns<'_, 'a> {
        SyncColumns::new(self, table, columns)
    }
}
