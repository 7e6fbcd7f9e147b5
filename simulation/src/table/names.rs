//! The names of columns, and which of them look alike. The lists are written by hand, so that the checks do not repeat
//! mistakes of the runtime.

use peaka_runtime::stored_name;

/// The names that programs declare. There are few, and some are one name to the service or to SQL, so that they collide.
pub(crate) const NAMES: [&str; 13] = [
    "id", "ID", "user_id", "userid", "userId", "clicks", "note", "Title", "title", "größe", "b_c",
    "bc", "agent",
];

/// The names that only live columns have, because the runtime rejects them in declarations.
const LIVE_NAMES: [&str; 3] = ["id\u{200b}", "gro\u{308}ße", "title "];

/// The names that look alike, or are one name to a service that keeps letters and digits alone.
const ALIKE: [&[&str]; 5] = [
    &["id", "ID", "id\u{200b}"],
    &["user_id", "userid", "userId"],
    &["Title", "title", "title "],
    &["größe", "gro\u{308}ße"],
    &["b_c", "bc"],
];

/// Returns the names that a live column may have.
pub(crate) fn live_names() -> Vec<&'static str> {
    [&NAMES[..], &LIVE_NAMES].concat()
}

/// Returns whether two names look alike.
pub(crate) fn is_alike(one: &str, other: &str) -> bool {
    one == other
        || ALIKE
            .iter()
            .any(|names| names.contains(&one) && names.contains(&other))
}

/// Returns whether a live name is the declared one or its normalized form.
pub(crate) fn is_stored_as(declared: &str, live: &str) -> bool {
    live == declared || live == stored_name(declared)
}

/// Returns whether the live column may be the one that is declared with this name. The service removes underscores, but
/// never adds one.
pub(crate) fn may_be_stored_as(declared: &str, live: &str) -> bool {
    live == declared || (is_alike(declared, live) && !live.contains('_'))
}
