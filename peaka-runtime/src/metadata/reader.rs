//! Reads the live metadata that a plan needs.

use std::sync::Arc;

use tokio::sync::OnceCell;

use super::golden_sql::StoredGoldenSql;
use super::history::History;
use super::live::LiveMetadata;
use super::plan::MetadataPlan;
use super::relation::Relation;
use super::spec::MetadataSpec;
use super::table::TableMetadata;
use crate::client::{Client, Operation};
use crate::report::Error;

/// Reads that the syncs of several tables share: each response has the metadata of all tables.
#[derive(Debug, Default)]
pub(crate) struct SharedReads {
    tables: OnceCell<Arc<[TableMetadata]>>,
    relations: OnceCell<Arc<[Relation]>>,
    golden_sqls: OnceCell<Arc<[StoredGoldenSql]>>,
    refresh: Arc<OnceCell<()>>,
}

/// Reads what the plans of one sync need.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// The reads that the first one of this sync shares.
    shared: Option<Arc<SharedReads>>,
    /// The refresh that this sync needs, and perhaps other ones.
    refresh: Arc<OnceCell<()>>,
    /// Whether the relations are listed by an operation of their own, because the metadata of the table does not have
    /// the declared ones.
    lists_relations: bool,
}

impl Reader {
    pub(crate) fn sharing(shared: Arc<SharedReads>) -> Self {
        Self {
            refresh: Arc::clone(&shared.refresh),
            shared: Some(shared),
            lists_relations: false,
        }
    }

    /// Returns whether the next read is shared with other tables.
    pub(crate) fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Makes the service discover tables and columns: once for all syncs that share their reads.
    pub(crate) async fn refresh(&self, client: &Client) -> Result<(), Error> {
        let refresh = || async {
            match client.refresh_metadata().await {
                // A job is running already.
                Err(Error::Status { status: 409, .. }) => Ok(()),
                result => result,
            }
        };
        let refreshed = self.refresh.get_or_try_init(refresh);
        let refreshed = client.until_deadline(Operation::RefreshMetadata, refreshed);
        refreshed.await.copied()
    }

    /// Reads the live metadata. The metadata of the tables is read last, so that as little time as possible passes
    /// before it is sent back with changes.
    pub(crate) async fn read(
        &mut self,
        client: &Client,
        spec: &MetadataSpec<'_>,
    ) -> Result<LiveMetadata, Error> {
        if let Some(shared) = self.shared.take() {
            return self.read_shared(client, spec, &shared).await;
        }
        let mut live = LiveMetadata::default();
        if spec.has_golden_sqls() {
            live.golden_sqls = client.list_golden_sqls().await?.into();
        }
        if self.lists_relations {
            live.relations = client.list_relations().await?.into();
        }
        live.tables = client.list_metadata().await?.into();
        live.first_use_with_ai = live.own_table(spec).and_then(|table| table.use_with_ai);
        if !self.lists_relations && spec.has_relations() {
            live.relations = own_relations(spec, &live);
            if lacks_relation(spec, &live) {
                self.lists_relations = true;
                live.relations = client.list_relations().await?.into();
                live.tables = client.list_metadata().await?.into();
            }
        }
        Ok(live)
    }

    /// Reads the live metadata together with other tables. It may be too old to be sent back.
    async fn read_shared(
        &mut self,
        client: &Client,
        spec: &MetadataSpec<'_>,
        shared: &SharedReads,
    ) -> Result<LiveMetadata, Error> {
        let mut live = LiveMetadata::default();
        if spec.has_golden_sqls() {
            let (list, operation) = (&shared.golden_sqls, Operation::ListGoldenSqls);
            let read = async || client.list_golden_sqls().await;
            live.golden_sqls = shared_list(list, client, operation, read).await?;
        }
        let (list, operation) = (&shared.tables, Operation::ListMetadata);
        let read = async || client.list_metadata().await;
        live.tables = shared_list(list, client, operation, read).await?;
        live.first_use_with_ai = live.own_table(spec).and_then(|table| table.use_with_ai);
        if spec.has_relations() {
            live.relations = own_relations(spec, &live);
            if lacks_relation(spec, &live) {
                self.lists_relations = true;
                let (list, operation) = (&shared.relations, Operation::ListRelations);
                let read = async || client.list_relations().await;
                live.relations = shared_list(list, client, operation, read).await?;
            }
        }
        Ok(live)
    }
}

/// Returns the relations in the metadata of the table.
fn own_relations(spec: &MetadataSpec<'_>, live: &LiveMetadata) -> Arc<[Relation]> {
    let own = live
        .own_table(spec)
        .and_then(|table| table.relations.clone());
    own.unwrap_or_default().into()
}

/// Returns whether a declared relation is not among these. One that a person made may have the other table as its source.
fn lacks_relation(spec: &MetadataSpec<'_>, live: &LiveMetadata) -> bool {
    let mut plan = MetadataPlan::empty(spec);
    if let Some(table) = live.own_table(spec) {
        plan.compare_relations(table, live, &History::default());
    }
    let has_change = plan.writes.iter().any(|write| !write.changes.is_empty());
    has_change || !plan.denied.is_empty() || !plan.warned.is_empty()
}

/// Returns the list that several syncs share. The first one that needs it reads it.
async fn shared_list<T>(
    list: &OnceCell<Arc<[T]>>,
    client: &Client,
    operation: Operation<'_>,
    read: impl AsyncFnOnce() -> Result<Vec<T>, Error>,
) -> Result<Arc<[T]>, Error> {
    let read = || async { read().await.map(Arc::from) };
    let list = list.get_or_try_init(read);
    client.until_deadline(operation, list).await.cloned()
}
