//! Programs to copy from: see the files beside this folder.
