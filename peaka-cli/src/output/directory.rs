//! Reads the files of a directory.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::Error;
use super::file::normalize;
use super::quote::quoted_path;
use super::read_file::read_text;

/// Reads the text files of a directory that have this extension, in the order of their paths; none if the directory does
/// not exist. The texts have no byte order mark, and their line endings are `\n`. Files that cannot be read, or that are
/// larger than the limit, are left out.
pub(crate) fn read_texts(
    directory: &Path,
    extension: &str,
    max_mebibytes: u64,
) -> Result<Vec<(PathBuf, String)>, Error> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            let directory = quoted_path(directory);
            return Err(Error::new(
                format!("failed to read {directory}: {error}"),
                "use the path of a directory that can be read",
            ));
        }
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let paths = paths.filter(|path| path.extension() == Some(extension.as_ref()));
    let mut texts: Vec<_> = paths
        .filter_map(|path| {
            let text = read_text(&path, max_mebibytes).ok()?;
            Some((path, normalize(&text)))
        })
        .collect();
    texts.sort_unstable();
    Ok(texts)
}
