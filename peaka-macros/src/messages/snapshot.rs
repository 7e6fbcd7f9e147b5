//! The messages about snapshots.

use std::fmt::Display;
use std::io::ErrorKind;

pub(crate) const SNAPSHOT_PATH: &str = "`snapshot` expects a path relative to this package's `Cargo.toml`: `snapshot = \
     \"peaka/events.json\"`";

pub(crate) const SNAPSHOT_BACKSLASH: &str = "`snapshot` expects a path with `/` instead of `\\`, which separates \
     directories only on Windows: `snapshot = \"peaka/events.json\"`";

pub(crate) fn unreadable_snapshot(path: &str, error: ErrorKind, command: &str) -> String {
    if error == ErrorKind::NotFound {
        return format!(
            "snapshot `{path}` does not exist; help: write it with `{command}`; {BUILD_WITHOUT_SNAPSHOTS}"
        );
    }
    format!(
        "failed to read snapshot `{path}`: {error}; help: use the path of a file that can be read; \
         {BUILD_WITHOUT_SNAPSHOTS}"
    )
}

const BUILD_WITHOUT_SNAPSHOTS: &str = "to build without snapshots, set PEAKA_SNAPSHOT=off";

pub(crate) fn snapshot_is_not_json(path: &str, error: &serde_json::Error, command: &str) -> String {
    format!(
        "snapshot `{path}` is not JSON: {error}; help: use another path, or overwrite the file with \
         `{command} --force`; {BUILD_WITHOUT_SNAPSHOTS}"
    )
}

pub(crate) fn snapshot_is_utf_16(path: &str, command: &str) -> String {
    format!(
        "snapshot `{path}` is encoded as UTF-16, not as UTF-8; help: overwrite it with `{command} \
         --force`; {BUILD_WITHOUT_SNAPSHOTS}"
    )
}

pub(crate) fn invalid_snapshot(path: &str, place: &str, expected: &str, command: &str) -> String {
    format!(
        "snapshot `{path}` is invalid: expected `{place}` to be {expected}; help: use another path, or \
         overwrite the file with `{command} --force`; {BUILD_WITHOUT_SNAPSHOTS}"
    )
}

// What a field of a snapshot is expected to be.
pub(crate) const EXPECTED_NUMBER: &str = "a whole number";
pub(crate) const EXPECTED_STRING: &str = "a string";
pub(crate) const EXPECTED_ARRAY: &str = "an array";
pub(crate) const EXPECTED_STRING_OR_NULL: &str = "a string or null";
pub(crate) const EXPECTED_BOOLEAN_OR_NULL: &str = "a boolean or null";
pub(crate) const EXPECTED_UNIQUE: &str = "unique";
pub(crate) const EXPECTED_SHORT_NAME: &str = "a string of at most 1000 bytes";
pub(crate) const EXPECTED_SHORT_DEFAULT: &str = "a string of at most 10000 bytes";

pub(crate) fn snapshot_version(
    path: &str,
    version: impl Display,
    supported: u64,
    command: &str,
) -> String {
    format!(
        "snapshot `{path}` has version {version}, but this version of the derive reads version \
         {supported}; help: regenerate it with `{command}`, using the `peaka` program of the same \
         release; {BUILD_WITHOUT_SNAPSHOTS}"
    )
}

pub(crate) fn snapshot_of_another_table(
    path: &str,
    stored: &str,
    declared: &str,
    command: &str,
) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let separator = if folder.is_empty() { "" } else { "/" };
    let other = format!("{folder}{separator}{declared}.json");
    // Two structs with one path would overwrite each other's snapshot.
    let help = if other == path {
        format!("overwrite the file with `{command} --force`")
    } else {
        format!("use another path, such as `{other}`")
    };
    format!(
        "snapshot `{path}` is for table `{stored}`, but the struct declares table `{declared}`; help: \
         {help}; {BUILD_WITHOUT_SNAPSHOTS}"
    )
}
