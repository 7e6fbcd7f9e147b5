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
use crate::client::Client;
use crate::plan::DriftKind;
use crate::report::Error;

/// Reads that the syncs of several tables share: each response has the metadata of all tables.
#[derive(Debug, Default)]
pub(crate) struct SharedReads {
    tables: OnceCell<Arc<Vec<TableMetadata>>>,
    relations: OnceCell<Arc<Vec<Relation>>>,
    golden_sqls: OnceCell<Arc<Vec<StoredGoldenSql>>>,
}

/// Reads what the plans of one sync need.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// The reads that the first one of this sync shares.
    shared: Option<Arc<SharedReads>>,
    /// Whether the relations are listed by an operation of their own, because the metadata of the table does not have
    /// the declared ones.
    lists_relations: bool,
}

impl Reader {
    pub(crate) fn sharing(shared: Arc<SharedReads>) -> Self {
        Self {
            shared: Some(shared),
            lists_relations: false,
        }
    }

    /// Returns whether the next read is shared with other tables.
    pub(crate) fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Reads the live metadata. The metadata of the tables is read last, so that as little time as possible passes
    /// before it is sent back with changes.
    pub(crate) async fn read(
        &mut self,
        client: &Client,
        spec: &MetadataSpec<'_>,
    ) -> Result<LiveMetadata, Error> {
        // Without shared reads, these are new and empty.
        let shared = self.shared.take().unwrap_or_default();
        let list_relations = || async { client.list_relations().await.map(Arc::new) };
        let mut live = LiveMetadata::default();
        if !spec.golden_sqls.is_empty() {
            let list = || async { client.list_golden_sqls().await.map(Arc::new) };
            live.golden_sqls = shared.golden_sqls.get_or_try_init(list).await?.clone();
        }
        if self.lists_relations {
            live.relations = shared
                .relations
                .get_or_try_init(list_relations)
                .await?
                .clone();
        }
        let list = || async { client.list_metadata().await.map(Arc::new) };
        live.tables = shared.tables.get_or_try_init(list).await?.clone();
        if !self.lists_relations && spec.declares_references() {
            let own = live.table(spec.table);
            let own = own.and_then(|table| table.relations.clone());
            live.relations = Arc::new(own.unwrap_or_default());
            if lacks_relation(spec, &live) {
                self.lists_relations = true;
                live.relations = shared
                    .relations
                    .get_or_try_init(list_relations)
                    .await?
                    .clone();
            }
        }
        Ok(live)
    }
}

/// Returns whether a declared relation is not among these. One that a person made may have the other table as its source.
fn lacks_relation(spec: &MetadataSpec<'_>, live: &LiveMetadata) -> bool {
    let plan = MetadataPlan::new(spec, live, &History::default());
    let mut drift = plan.changes.iter().chain(&plan.denied).chain(&plan.warned);
    drift.any(|drift| drift.kind == DriftKind::Relation)
}
