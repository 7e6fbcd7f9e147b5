//! Loads the snapshot files of `--load`.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::Error;
use crate::service::{Profile, Table};

/// The size in bytes above which a file is certainly not a snapshot.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The next step if a file is not a snapshot.
const SAVE_SNAPSHOT: &str =
    "save the file with `peaka snapshot TABLE --out FILE`, or move it to another directory";

/// Returns the tables of snapshot files, and of all files with the extension `json` in directories.
pub(super) fn load_tables(paths: &[PathBuf], profile: Profile) -> Result<Vec<Table>, Error> {
    let mut tables = Vec::new();
    let mut files_by_table = HashMap::<String, PathBuf>::new();
    for path in paths {
        for file in snapshot_files(path)? {
            let failed = |reason: String| Error::load(&file, reason, SAVE_SNAPSHOT);
            let text = read(&file).map_err(failed)?;
            let table = Table::from_snapshot(&text, profile).map_err(failed)?;
            if let Some(other) = files_by_table.get(&table.name) {
                return Err(Error::load(
                    &file,
                    format_args!(
                        "table `{}` is also in `{}`",
                        table.name.escape_debug(),
                        other.to_string_lossy().escape_debug()
                    ),
                    "load only one of the two files",
                ));
            }
            files_by_table.insert(table.name.clone(), file);
            tables.push(table);
        }
    }
    Ok(tables)
}

/// Returns the file, or the files with the extension `json` in the directory, in the order of their names.
fn snapshot_files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    const CHOOSE_ANOTHER: &str =
        "use a file of `peaka snapshot`, or a directory of `peaka snapshot --all`";
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|error| Error::load(path, error, CHOOSE_ANOTHER))?;
    let files = entries.iter().map(fs::DirEntry::path);
    let mut files: Vec<_> = files
        .filter(|file| file.extension() == Some("json".as_ref()))
        .collect();
    if files.is_empty() {
        let reason = "the directory has no file with the extension `json`";
        return Err(Error::load(path, reason, CHOOSE_ANOTHER));
    }
    files.sort_unstable();
    Ok(files)
}

/// Reads a regular file. Other kinds of files, such as pipes, may never end.
fn read(file: &Path) -> Result<String, String> {
    let metadata = fs::metadata(file).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err("the file is larger than 64 MiB".to_owned());
    }
    fs::read_to_string(file).map_err(|error| error.to_string())
}
