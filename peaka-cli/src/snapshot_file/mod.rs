//! Snapshot files, against which structs are checked at compile time: their content, their location on this machine, and
//! how several are saved.
//!
//! It may import `output`.

mod content;
#[cfg(feature = "program")]
mod directory;
mod location;
mod save;

#[cfg(feature = "program")]
pub(crate) use content::{Content, SNAPSHOT, SNAPSHOT_IN_DIRECTORY};
#[cfg(feature = "program")]
pub(crate) use directory::{SnapshotDirectory, SnapshotFile, is_portable_file_name};
pub(crate) use location::find_workspace_root;
#[cfg(feature = "program")]
pub(crate) use location::path_in_package;
pub(crate) use save::{SaveResult, no_longer_pending, print_save_results};
