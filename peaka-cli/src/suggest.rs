//! Suggestions for misspelled names.
//!
//! It imports no other module.

/// Returns the name that is most similar to an unknown one, if it is similar enough.
pub(crate) fn nearest<'n>(
    unknown: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let unknown = unknown.to_lowercase();
    names
        .into_iter()
        .map(|name| (strsim::jaro(&unknown, &name.to_lowercase()), name))
        .filter(|(similarity, _)| *similarity > 0.7)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}
