//! A sync with its choices, before it is sent.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use crate::client::api::Client;
use crate::client::lookup::Lookup;
use crate::plan::drift::DriftKind;
use crate::plan::level::Level;
use crate::plan::table_plan::Plan;
use crate::plan::table_spec::Wanted;
use crate::report::error::Error;
use crate::report::sync_report::SyncReport;
use crate::schema::column_request::ColumnRequest;
use crate::sync::progress::Progress;
use crate::sync::run::Run;

/// A sync that is about to be sent: choose, then `.await`.
///
/// It ends in a [`SyncReport`] only if a list that was read after the last write shows every
/// declared column, in order with what the levels deny. A second run of the same sync sends no
/// write (but for fixes that the service does not keep); it is one GET if the table answers to its declared name, and three if the service
/// stores it under another. (A client without a project id asks for it once, with one GET more.)
/// Unless a choice says so, nothing is dropped, renamed or changed; a data type never is.
///
/// Whatever comes of a write, a new list decides what is left to do, so several programs that
/// start together converge without locks. What the service said that it did is waited for until a
/// list shows it, and is not sent again. What may have been done is sent once more if seven
/// lists within five seconds show no effect.
///
/// Two versions of one program may run side by side, as long as neither
/// [renames](ColumnRequest::renamed_from) what the other one declares: the older one would add the
/// old column again.
///
/// # Errors
/// [`Error::Name`] and [`Error::Config`] for names that cannot be, before anything is sent;
/// [`Error::UnknownTable`] if the project does not have the table; [`Error::Drift`] if the table
/// differs in a way that the levels deny, and then nothing was written unless the report in it says
/// so; [`Error::Unproven`] if a write was sent and the sync then failed before it could prove
/// anything; otherwise as the methods of [`Client`].
#[must_use = "nothing is sent until it is awaited"]
#[derive(Clone)]
pub struct SyncColumns<'c, 'a> {
    client: &'c Client,
    wanted: Wanted<'a>,
    progress: Option<Callback<'c>>,
}

type Callback<'c> = Arc<dyn Fn(Progress<'_>) + Send + Sync + 'c>;

impl fmt::Debug for SyncColumns<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncColumns")
            .field("wanted", &self.wanted)
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
            wanted: Wanted::new(table, columns),
            progress: None,
        }
    }

    /// Takes a table of another name with the same columns, such as one for each tenant.
    pub fn table(mut self, table: &'a str) -> Self {
        self.wanted.table = table;
        self
    }

    pub(crate) fn table_name(&self) -> &'a str {
        self.wanted.table
    }

    /// Creates the table if the project does not have it. Without this, a table that is missing
    /// is an error.
    pub fn create_table(mut self, create: bool) -> Self {
        self.wanted.create_table = create;
        self
    }

    /// Chooses what a kind of drift does. The last choice for a kind counts.
    ///
    /// Without a choice, `Default`, `NotNull` and `Unique` are denied; `DisplayName`,
    /// `StoredName` and `Unmanaged` are warned of. A choice for what
    /// [cannot be accepted](DriftKind::can_be_accepted) counts for nothing.
    pub fn on(mut self, kind: DriftKind, level: Level) -> Self {
        self.wanted.levels.set(kind, level);
        self
    }

    /// Changes the columns that are there to the declared default, flags and display name, unless
    /// the levels allow the difference. Without this, they stay as they are.
    ///
    /// Each takes one request. What the service does not keep is in the report, and counts by its
    /// level; the next run then tries again. (In August 2026 the live service was measured to
    /// answer such updates with success, and to keep none.)
    pub fn fix_drift(mut self, fix: bool) -> Self {
        self.wanted.fix_drift = fix;
        self
    }

    /// Deletes these columns with their data, which cannot be undone. They are named one by one as
    /// the table lists them; none may be declared, nor belong to the service. One that is not there
    /// counts as deleted. It happens only after a list has shown that all else is as declared.
    ///
    /// ```no_run
    /// # async fn clean<Event: peaka_runtime::BiTable>(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// peaka.sync::<Event>().delete_columns(["agent", "oldnote"]).await?;
    /// # Ok(()) }
    /// ```
    pub fn delete_columns(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.wanted.delete.extend(names.into_iter().map(Into::into));
        self
    }

    /// Adds at most so many columns with one request; 0 counts as 1. Without this, all go in one.
    pub fn max_batch(mut self, columns: usize) -> Self {
        self.wanted.max_batch = Some(columns);
        self
    }

    /// How long the whole sync may take; without this, as
    /// [`sync_timeout`](crate::ClientBuilder::sync_timeout) says.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.wanted.timeout = Some(timeout);
        self
    }

    /// Calls this at each step, on the thread that drives the sync: so it must not block.
    pub fn progress(mut self, callback: impl Fn(Progress<'_>) + Send + Sync + 'c) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }

    /// What this sync would do, without doing it. A table that does not exist is part of the plan,
    /// not an error.
    ///
    /// # Errors
    /// [`Error::Name`] and [`Error::Config`] as the sync itself, and as all methods of [`Client`]
    /// that send.
    pub async fn plan(self) -> Result<Plan<'a>, Error> {
        let wanted = &self.wanted;
        wanted.check()?;
        let client = self.client.for_sync(wanted.timeout);
        let live = Lookup::new(client, wanted.table).look().await?;
        wanted.first_plan(live.as_ref())
    }

    async fn run(self, foreseen: Option<&Plan<'_>>) -> Result<SyncReport, Error> {
        let span = tracing::info_span!("sync", table = self.wanted.table);
        let tell = |step: Progress<'_>| {
            step.trace();
            if let Some(callback) = &self.progress {
                callback(step);
            }
        };
        let client = self.client.for_sync(self.wanted.timeout);
        let run = Run::new(&self.wanted, foreseen, client, &tell);
        run.run().instrument(span).await
    }
}

impl<'c, 'a: 'c> IntoFuture for SyncColumns<'c, 'a> {
    type Output = Result<SyncReport, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run(None))
    }
}

impl Plan<'_> {
    /// Does what the plan says, and proves it, like the sync that it was made for.
    ///
    /// It lists the table first. What somebody else did of the plan meanwhile need not be done
    /// again; but if the table has moved on so that more would have to be done, or other things,
    /// then nothing is.
    ///
    /// # Errors
    /// [`Error::Outdated`] if the table has moved on in a way that the plan did not foresee;
    /// otherwise as [`SyncColumns`].
    pub async fn apply(&self, client: &Client) -> Result<SyncReport, Error> {
        let sync = SyncColumns {
            client,
            wanted: self.wanted.clone(),
            progress: None,
        };
        sync.run(Some(self)).await
    }
}
