//! The builder of a sync of metadata.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use super::history::History;
use super::plan::MetadataPlan;
use super::reader::{Reader, SharedReads};
use super::run::Run;
use super::spec::MetadataSpec;
use crate::client::Client;
use crate::plan::{DriftKind, Level, Policy};
use crate::report::{Error, MetadataReport};
use crate::schema::{ColumnRequest, GoldenSql};

/// Builder for a sync of the metadata of one table: what Peaka's AI knows of it. Await it to run the sync.
///
/// A struct declares the metadata of its table:
///
/// | declaration | metadata |
/// | --- | --- |
/// | the doc comment of the struct | the description of the table |
/// | the doc comment of a field | the description of the column |
/// | the variants of an enum that derives [`ColumnType`](macro@crate::ColumnType) | the categorical values of the column; their doc comments are added to its description |
/// | `#[bitable(references = Customer::id)]` | a relation: many to one, or one to one if the column is `unique` |
/// | `#[bitable(ai = false)]` | whether Peaka's AI may use the table: written only if this sync has discovered the table; otherwise a difference is drift |
/// | `#[golden(question = "…", sql = "…")]` | a golden SQL of the project |
///
/// The sync reads the metadata, writes what is not set, and reads it again. It returns a [`MetadataReport`] only if that
/// read shows no drift that the policy denies. After a success, a second run sends no write, except for what the service
/// accepts but does not persist. It sends one GET, and one more each for golden SQLs, and for relations that the metadata
/// of the table does not show.
///
/// # What a person wrote
///
/// Metadata is also edited in Peaka Studio. What is set and differs from the declaration is drift. By default it
/// is warned about and left as it is; with [`fix_drift`](Self::fix_drift) it is overwritten, and the report shows the
/// old text. With [`Level::Allow`], a kind of metadata is neither compared nor written. What the struct does not
/// declare is never changed: descriptions of other columns, other relations, other golden SQLs.
///
/// If a declared relation or golden SQL exists several times, exactly alike, the one with the lowest id is kept and the
/// others are deleted: programs that run at the same time may leave them. Golden SQLs belong to the project. One with
/// a declared question and another SQL that names the table is drift; with `fix_drift`, it is deleted once the declared one
/// is there.
///
/// The service replaces the metadata of a table as a whole, and does not detect concurrent edits. So the sync sends back
/// all that it has just read, with its changes. An edit that somebody saves between that read and the
/// write, usually within milliseconds, is lost. The same holds for the flag for AI of a table that the sync discovers, if
/// it is edited before the sync has read it.
///
/// # Discovery
///
/// The service knows the metadata of a new table or column only after a while. If a declared one is missing, the
/// sync starts a refresh, and reads again until it is there, until the refresh has ended without it, or until the
/// deadline. The table and its columns must be live already: sync the columns first. A refresh was observed to take from
/// seconds to minutes, so the first sync of a new table may need a longer [`timeout`](Self::timeout) than the client's.
///
/// # Sources
///
/// These operations are documented. Of the writes, only the refresh was observed.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client};
///
/// /// One row for each click.
/// #[derive(BiTable)]
/// #[bitable(table = "clicks")]
/// struct Click {
///     /// When the visitor clicked, in UTC.
///     clicked_at: String,
/// }
///
/// # async fn start() -> Result<(), peaka_runtime::Error> {
/// let peaka = Client::from_env()?;
/// Click::sync_columns(&peaka).create_table(true).await?;
/// let report = Click::sync_metadata(&peaka).await?;
/// println!("{report}");
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// - [`Error::Undiscovered`] if the metadata does not have the table, a declared column, or a table that it refers to,
///   even after a refresh.
/// - [`Error::MetadataDrift`] if the metadata differs in a way that the policy denies. Nothing was written, unless its
///   report says so.
/// - [`Error::MetadataUnverified`] if the sync sent a write or a refresh and then failed before it could verify the
///   metadata. A write that the service rejects is such a failure, whatever the level of its kind.
/// - Otherwise the errors of the methods of [`Client`].
#[derive(Clone, Debug)]
#[must_use = "a sync does nothing unless it is awaited"]
pub struct SyncMetadata<'c, 'a> {
    client: &'c Client,
    spec: MetadataSpec<'a>,
    shared: Option<Arc<SharedReads>>,
}

impl<'c, 'a> SyncMetadata<'c, 'a> {
    pub(crate) fn new(client: &'c Client, spec: MetadataSpec<'a>) -> Self {
        Self {
            client,
            spec,
            shared: None,
        }
    }

    /// Creates a sync of metadata that no struct declares.
    #[doc(hidden)]
    pub fn __new(
        client: &'c Client,
        table: &'a str,
        columns: &'a [ColumnRequest<'a>],
        description: Option<&'a str>,
        use_with_ai: Option<bool>,
        golden_sqls: &'a [GoldenSql],
    ) -> Self {
        let spec = MetadataSpec {
            description,
            use_with_ai,
            golden_sqls,
            ..MetadataSpec::of_columns(table, columns, client.policy().clone())
        };
        Self::new(client, spec)
    }

    /// Sets the stored name of the table, which a sync of its columns has found.
    pub(crate) fn stored_table(mut self, stored: Option<&String>) -> Self {
        self.spec.stored_table = stored.cloned();
        self
    }

    /// Shares the first reads with the syncs of other tables.
    pub(crate) fn sharing(mut self, shared: &Arc<SharedReads>) -> Self {
        self.shared = Some(Arc::clone(shared));
        self
    }

    fn reader(&self) -> Reader {
        self.shared
            .clone()
            .map_or_else(Reader::default, Reader::sharing)
    }

    /// Sets the name of the table, for example to sync one table per tenant with the same columns.
    pub fn table(mut self, table: &'a str) -> Self {
        self.spec.table = table;
        self
    }

    /// Replaces the policy: that of the client, what the struct declares, and what was set before on this builder.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.spec.policy = policy;
        self
    }

    /// Sets the level of a kind of drift, whatever the client's [policy](Policy) and the struct say. The last setting
    /// for a kind wins.
    pub fn on(mut self, kind: DriftKind, level: Level) -> Self {
        self.spec.policy = self.spec.policy.on(kind, level);
        self
    }

    /// Sets whether metadata that differs is overwritten. The default is that of the [policy](Policy::fix_drift).
    pub fn fix_drift(mut self, fix: bool) -> Self {
        self.spec.policy = self.spec.policy.fix_drift(fix);
        self
    }

    /// Sets the deadline of the whole sync. The default is the client's
    /// [`sync_timeout`](crate::ClientBuilder::sync_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.spec.timeout = Some(timeout);
        self
    }

    /// Returns the plan of this sync without applying it.
    ///
    /// A table that the metadata does not have is not an error: the plan names it as
    /// [undiscovered](MetadataPlan::undiscovered).
    ///
    /// # Errors
    ///
    /// The errors of the methods of [`Client`].
    pub async fn plan(self) -> Result<MetadataPlan<'a>, Error> {
        let client = self.client.for_sync(self.spec.timeout);
        let live = self.reader().read(&client, &self.spec).await?;
        Ok(MetadataPlan::new(&self.spec, &live, &History::default()))
    }

    async fn run(self, approved: Option<&MetadataPlan<'_>>) -> Result<MetadataReport, Error> {
        let span = tracing::info_span!("sync_metadata", table = self.spec.table);
        let client = self.client.for_sync(self.spec.timeout);
        Run::new(&self.spec, approved, client, self.reader())
            .run()
            .instrument(span)
            .await
    }
}

impl<'c, 'a: 'c> IntoFuture for SyncMetadata<'c, 'a> {
    type Output = Result<MetadataReport, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run(None))
    }
}

impl MetadataPlan<'_> {
    /// Applies the plan with the options of its sync, and verifies the result.
    ///
    /// The metadata is read first. Changes that were made in the meantime are skipped. If a change is needed that is not
    /// in the plan, because somebody has edited the metadata, nothing is written. What the plan names as
    /// [undiscovered](Self::undiscovered) is discovered, and what is declared for it is written.
    ///
    /// # Errors
    ///
    /// [`Error::Outdated`] if the plan no longer covers the changes; otherwise the errors of [`SyncMetadata`].
    pub async fn apply(&self, client: &Client) -> Result<MetadataReport, Error> {
        SyncMetadata::new(client, self.spec.clone())
            .run(Some(self))
            .await
    }
}
