//! Compares declared metadata with live metadata, and plans the writes.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Serialize;

use super::column::ColumnMetadata;
use super::history::History;
use super::live::{LiveMetadata, find_stored};
use super::spec::{MetadataSpec, declared_description, is_same_text, plain_text};
use super::table::TableMetadata;
use super::write::{MetadataRequest, MetadataWrite, PlannedWrite};
use crate::plan::{DriftKind, DriftValue, MetadataDrift};
use crate::report::Version;
use crate::schema::ColumnRequest;

/// What a sync of metadata would write.
///
/// `Display` prints it as a few human-readable lines. It serializes as an object of its fields, in `camelCase`, with
/// `"version": 1`. Within a version, fields may be added, but none is removed or changes its meaning.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client, Error};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// async fn describe(peaka: &Client) -> Result<(), Error> {
///     let plan = Event::sync_metadata(peaka).plan().await?;
///     println!("{plan}");
///     plan.apply(peaka).await?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MetadataPlan<'a> {
    version: Version,
    /// The table's declared name.
    pub table: &'a str,
    /// The table's stored name; `None` if the metadata does not have the table.
    pub stored_table: Option<String>,
    /// The declared tables and columns that the metadata does not have, such as `events.kind`. A sync makes the service
    /// discover them.
    pub undiscovered: Vec<String>,
    /// What would be written: metadata that is not set, and with `fix_drift` also metadata that differs.
    pub changes: Vec<MetadataDrift>,
    /// The drift that the policy denies.
    pub denied: Vec<MetadataDrift>,
    /// The drift that the policy warns about.
    pub warned: Vec<MetadataDrift>,
    #[serde(skip)]
    pub(crate) writes: Vec<PlannedWrite>,
    #[serde(skip)]
    pub(crate) spec: MetadataSpec<'a>,
}

impl<'a> MetadataPlan<'a> {
    pub(crate) fn new(spec: &MetadataSpec<'a>, live: &LiveMetadata, history: &History) -> Self {
        let mut plan = Self::empty(spec);
        if !spec.declares_anything() {
            return plan;
        }
        match live.own_table(spec) {
            None => plan.undiscovered.push(spec.table.to_owned()),
            Some(table) => {
                plan.stored_table = Some(table.name.clone());
                plan.compare_table(spec, table, history);
                plan.compare_relations(table, live, history);
                if spec.has_golden_sqls() {
                    for golden_sql in spec.golden_sqls {
                        plan.compare_golden_sql(golden_sql, table, live, history);
                    }
                }
            }
        }
        let mut seen = HashSet::new();
        plan.undiscovered.retain(|name| seen.insert(name.clone()));
        plan.changes = plan
            .writes
            .iter()
            .flat_map(|write| write.changes.iter().cloned())
            .collect();
        plan
    }

    /// Returns a plan that changes nothing.
    pub(super) fn empty(spec: &MetadataSpec<'a>) -> Self {
        Self {
            version: Version,
            table: spec.table,
            stored_table: None,
            undiscovered: Vec::new(),
            changes: Vec::new(),
            denied: Vec::new(),
            warned: Vec::new(),
            writes: Vec::new(),
            spec: spec.clone(),
        }
    }

    /// Returns whether a sync would send no write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.undiscovered.is_empty()
    }

    /// Returns whether a change was planned, or sets what the plan could not compare because it was undiscovered.
    pub(crate) fn covers(&self, change: &MetadataDrift) -> bool {
        let is_undiscovered = |name: &str| self.undiscovered.iter().any(|other| other == name);
        let was_undiscovered = match &change.column {
            Some(_) if change.kind == DriftKind::Relation => !self.undiscovered.is_empty(),
            Some(column) => is_undiscovered(&format!("{}.{column}", self.table)),
            // A golden SQL may name any table or column.
            None => change.question.is_some() && !self.undiscovered.is_empty(),
        };
        let sets_new =
            change.live == DriftValue::None && (was_undiscovered || is_undiscovered(self.table));
        sets_new || self.changes.contains(change)
    }

    /// Decides about a difference: whether it is written, or drift.
    pub(super) fn writes_difference(&mut self, difference: MetadataDrift) -> Option<MetadataDrift> {
        let policy = &self.spec.policy;
        if policy.allows(difference.kind) {
            return None;
        }
        if matches!(difference.live, DriftValue::None) || policy.fixes_drift() {
            return Some(difference);
        }
        if policy.denies(difference.kind) {
            self.denied.push(difference);
        } else {
            self.warned.push(difference);
        }
        None
    }

    /// Compares the descriptions, values and flags.
    fn compare_table(&mut self, spec: &MetadataSpec<'_>, live: &TableMetadata, history: &History) {
        let mut updated = Cow::Borrowed(live);
        let mut changes = Vec::new();
        if let Some(declared) = spec.description.map(plain_text) {
            let change = self.description_change(None, &declared, live.description.as_deref());
            if let Some(change) = change {
                updated.to_mut().set_description(&declared);
                changes.push(change);
            }
        }
        let use_with_ai = spec.use_with_ai;
        if let Some(declared) = use_with_ai.filter(|&flag| live.use_with_ai != Some(flag)) {
            let found = live.use_with_ai;
            let found = found.filter(|_| found != history.discovered_use_with_ai);
            let difference = MetadataDrift::of_table(
                DriftKind::AiUsage,
                DriftValue::Flag(declared),
                DriftValue::flag(found),
            );
            if let Some(change) = self.writes_difference(difference) {
                updated.to_mut().set_use_with_ai(declared);
                changes.push(change);
            }
        }
        for column in spec.columns {
            self.compare_column(column, live, &mut updated, &mut changes);
        }
        if !changes.is_empty() {
            self.writes.push(PlannedWrite {
                write: MetadataWrite::UpdateTable(changes.clone()),
                request: MetadataRequest::UpdateTable(Box::new(updated.into_owned())),
                changes,
            });
        }
    }

    fn compare_column(
        &mut self,
        column: &ColumnRequest<'_>,
        live: &TableMetadata,
        updated: &mut Cow<'_, TableMetadata>,
        changes: &mut Vec<MetadataDrift>,
    ) {
        let allows = |kind| self.spec.policy.allows(kind);
        let description = declared_description(column).filter(|_| !allows(DriftKind::Description));
        let variants = match allows(DriftKind::CategoricalValues) {
            true => &[],
            false => column.variants,
        };
        if description.is_none() && variants.is_empty() {
            return;
        }
        let columns = live.columns.as_deref().unwrap_or_default();
        let Some(found) = find_stored(column.name, columns, |column| &column.name) else {
            self.undiscovered
                .push(format!("{}.{}", self.table, column.name));
            return;
        };
        let mut update = |set: &dyn Fn(&mut ColumnMetadata)| {
            let mut columns = updated.to_mut().columns.iter_mut().flatten();
            if let Some(column) = columns.find(|column| column.name == found.name) {
                set(column);
            }
        };
        if let Some(declared) = description {
            let live = found.description.as_deref();
            if let Some(change) = self.description_change(Some(column.name), &declared, live) {
                update(&|column| column.set_description(&declared));
                changes.push(change);
            }
        }
        let known = found.known_values();
        let values = variants.iter().map(|variant| variant.text);
        let is_same = known.is_some_and(|known| {
            let known: HashSet<_> = known.iter().map(String::as_str).collect();
            known == values.clone().collect()
        });
        if !variants.is_empty() && !is_same {
            let values: Vec<_> = values.map(str::to_owned).collect();
            let difference = MetadataDrift::of_column(
                column.name,
                DriftKind::CategoricalValues,
                DriftValue::Names(values.clone()),
                known.map_or(DriftValue::None, |known| DriftValue::Names(known.to_vec())),
            );
            if let Some(change) = self.writes_difference(difference) {
                update(&|column| column.set_categorical_values(values.clone()));
                changes.push(change);
            }
        }
    }

    /// Returns the change of a description, if it is to be written.
    fn description_change(
        &mut self,
        column: Option<&str>,
        declared: &str,
        live: Option<&str>,
    ) -> Option<MetadataDrift> {
        if live.is_some_and(|live| is_same_text(declared, live)) {
            return None;
        }
        let [declared, live] = [Some(declared), live].map(DriftValue::text);
        let kind = DriftKind::Description;
        self.writes_difference(match column {
            Some(column) => MetadataDrift::of_column(column, kind, declared, live),
            None => MetadataDrift::of_table(kind, declared, live),
        })
    }
}
