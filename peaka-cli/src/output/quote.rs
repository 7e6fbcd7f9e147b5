//! Quotes paths and lists of names in messages.

use std::path::Path;

use peaka_runtime::__private::{listed, quoted};

/// Returns a path in backticks.
pub(crate) fn quoted_path(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

/// Returns the first names in backticks, and the number of the others.
pub(crate) fn listed_up_to(max: usize, names: &[&str]) -> String {
    let listed = listed(names.iter().take(max));
    match names.len().saturating_sub(max) {
        0 => listed,
        others => format!("{listed}, and {others} more"),
    }
}
