//! What a sync of metadata knows from earlier reads and writes.

use std::collections::HashSet;

/// What a sync knows besides the latest live metadata.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Whether the metadata did not have the table when the sync began.
    pub(crate) is_new_table: bool,
    /// The flag for AI with which a new table was discovered. As long as it is the live one, nobody has decided about it.
    pub(crate) discovered_use_with_ai: Option<bool>,
    /// The ids of relations and golden SQLs whose deletion was confirmed. A read that shows one is stale.
    pub(crate) deleted: HashSet<String>,
}

/// Returns the items to delete: those that are exactly as one with a lower id. Programs that add the same item at the same
/// time, or whose request arrives late, leave such items. Whoever deletes them keeps the same one, and nothing that a person
/// wrote is lost. An item that was deleted stays in the plan until a read no longer shows it.
pub(crate) fn duplicates<'l, T>(
    items: &[&'l T],
    history: &History,
    id: impl Fn(&T) -> &String,
    is_duplicate: impl Fn(&T, &T) -> bool,
) -> Vec<&'l T> {
    // Ids that are numbers are compared like numbers.
    let order = |item: &T| (id(item).len(), id(item).clone());
    let is_deleted = |item: &&&T| {
        let mut others = items.iter();
        history.deleted.contains(id(item))
            || others.any(|other| order(other) < order(item) && is_duplicate(item, other))
    };
    items.iter().filter(is_deleted).copied().collect()
}
