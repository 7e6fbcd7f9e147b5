//! What a sync has seen and done so far.

use std::collections::HashSet;

use super::write::MetadataWrite;

/// What a sync knows besides the latest live metadata.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Whether the metadata did not have the table when the sync began, so that no person has changed it.
    pub(crate) is_new_table: bool,
    /// The ids of the relations and golden SQLs that were there when the sync began.
    pub(crate) ids: HashSet<String>,
    /// The relations and golden SQLs that this sync added.
    pub(crate) added: HashSet<MetadataWrite>,
}

/// Returns which of several equal items are to be deleted: those that were added since the sync began, except the one
/// with the lowest id. Two programs that add the same item at the same time both keep that one.
pub(crate) fn duplicates<'l, T>(
    equal: &[&'l T],
    id: impl Fn(&T) -> &String,
    add: &MetadataWrite,
    history: &History,
) -> Vec<&'l T> {
    if !history.added.contains(add) {
        return Vec::new();
    }
    // Ids that are numbers are compared like numbers.
    let order = |item: &&&'l T| (id(item).len(), id(item).clone());
    let kept = equal.iter().min_by_key(order).map(|item| id(item).clone());
    equal
        .iter()
        .copied()
        .filter(|item| Some(id(item)) != kept.as_ref() && !history.ids.contains(id(item)))
        .collect()
}
