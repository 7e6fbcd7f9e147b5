//! Snapshot files, against which structs are checked at compile time: their content, their location on this machine, and
//! how several are saved.
//!
//! It may import `output`.

mod content;
#[cfg(feature = "program")]
mod directory;
mod location;
mod saved;

#[cfg(feature = "program")]
pub(crate) use content::{Content, SNAPSHOT};
#[cfg(feature = "program")]
pub(crate) use directory::{Directory, File, is_file_name};
#[cfg(feature = "program")]
pub(crate) use location::path_in_package;
pub(crate) use location::workspace_root;
pub(crate) use saved::{SavedSnapshot, no_longer_pending, print_saved};
