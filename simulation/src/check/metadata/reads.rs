//! What a sync had read when it sent a request.

use peaka_runtime::DriftKind;

use crate::run::{Exchange, Record};
use crate::scenario::Metadata;
use crate::table::{Content, DeclaredValue, FoundMetadata, Item, LiveMetadata, MetadataRequest};

/// The last genuine lists of a sync, each with the index of its exchange.
#[derive(Clone, Copy, Default)]
pub(super) struct Reads<'r> {
    /// The first list of tables since the sync began, or since it began to apply its plan.
    first_tables: Option<(usize, &'r LiveMetadata)>,
    /// The first list that shows the declared table.
    first_with_table: Option<&'r LiveMetadata>,
    pub(super) tables: Option<(usize, &'r LiveMetadata)>,
    /// The list of all relations. Without one, the sync knows only those in the list of tables.
    all_relations: Option<(usize, &'r LiveMetadata)>,
    golden_sqls: Option<(usize, &'r LiveMetadata)>,
}

impl<'r> Reads<'r> {
    /// Returns the lists that the sync had received before it sent the exchange with this index.
    pub(super) fn before(record: &'r Record<Metadata>, sync: usize, end: usize) -> Self {
        let planning = record.syncs[sync].planning_requests as usize;
        let mut reads = Self::default();
        for (nth, (index, exchange)) in record.exchanges_of(sync).enumerate() {
            if index >= end {
                break;
            }
            if nth == planning {
                // The application of a plan reads everything again.
                reads = Self::default();
            }
            reads.add(index, exchange);
        }
        reads
    }

    /// Returns all lists that the sync received.
    pub(super) fn of(record: &'r Record<Metadata>, sync: usize) -> Self {
        Self::before(record, sync, usize::MAX)
    }

    fn add(&mut self, index: usize, exchange: &'r Exchange<Metadata>) {
        let Some(shown) = exchange.shown() else {
            return;
        };
        let read = Some((index, shown));
        match exchange.request.metadata() {
            Some(MetadataRequest::ListTables) => {
                self.tables = read;
                self.first_tables = self.first_tables.or(read);
                let has_table = shown.get(&Item::AiUsage("weborders".to_owned())).is_some();
                let with_table = has_table.then_some(shown);
                self.first_with_table = self.first_with_table.or(with_table);
            }
            Some(MetadataRequest::ListRelations) => self.all_relations = read,
            Some(MetadataRequest::ListGoldenSqls) => self.golden_sqls = read,
            _ => {}
        }
    }

    /// Returns whether the item is the flag for AI of a table that the first list did not show.
    pub(super) fn is_new_table(&self, item: &Item) -> bool {
        let first = self.first_tables;
        matches!(item, Item::AiUsage(_)) && first.is_some_and(|(_, list)| list.get(item).is_none())
    }

    /// Returns the value of an item in the first list that shows the table.
    pub(super) fn discovered(&self, item: &Item) -> Option<&'r Content> {
        self.first_with_table.and_then(|list| list.get(item))
    }

    /// Returns the list that shows values of a kind, with the index of its exchange.
    pub(super) fn list_of(&self, kind: DriftKind) -> Option<(usize, &'r LiveMetadata)> {
        match kind {
            DriftKind::Relation => self.all_relations.or(self.tables),
            DriftKind::GoldenSql => self.golden_sqls,
            _ => self.tables,
        }
    }

    /// Returns what the last list shows for a declared value. Returns `None` if there is none.
    pub(super) fn find(&self, value: &DeclaredValue) -> Option<FoundMetadata> {
        let (_, list) = self.list_of(value.kind())?;
        Some(value.find_in(list))
    }
}
