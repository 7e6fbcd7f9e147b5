//! Loads the files of `--load`: snapshots of tables, and rows.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::Error;
use crate::service::{Profile, Table, find_by_name};

/// The size in bytes above which a file is not read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The next step if a file is not a snapshot.
const SAVE_SNAPSHOT: &str =
    "save the file with `peaka snapshot TABLE --out FILE`, or move it to another directory";

/// The next step if a file does not have rows.
const SAVE_ROWS: &str =
    "name columns in the first line; an empty value is NULL, and `\"\"` an empty text";

const CHOOSE_ONE: &str = "load only one of the two files";

/// What files contain.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) tables: Vec<Table>,
    /// The number of rows in all tables.
    pub(super) rows: usize,
}

/// Returns the tables of snapshot files, with the rows of files with the extension `csv`. A directory stands for all
/// files in it with the extension `json` or `csv`.
pub(super) fn load(paths: &[PathBuf], profile: Profile) -> Result<Loaded, Error> {
    let mut row_files = Vec::new();
    let mut loaded = Loaded::default();
    let mut files_by_table = HashMap::<String, PathBuf>::new();
    for path in paths {
        for file in files(path)? {
            if is_of_rows(&file) {
                row_files.push(file);
                continue;
            }
            let failed = |reason: String| Error::load(&file, reason, SAVE_SNAPSHOT);
            let text = read(&file).map_err(failed)?;
            let table = Table::from_snapshot(&text, profile).map_err(failed)?;
            if let Some(other) = files_by_table.get(&table.name) {
                let reason = also_in("table", &table.name, "is", other);
                return Err(Error::load(&file, reason, CHOOSE_ONE));
            }
            files_by_table.insert(table.name.clone(), file);
            loaded.tables.push(table);
        }
    }
    let mut files_by_table = HashMap::<String, PathBuf>::new();
    for file in row_files {
        let table = table_of_rows(&mut loaded.tables, &file, profile)?;
        if let Some(other) = files_by_table.get(&table.name) {
            let reason = also_in("the rows of table", &table.name, "are", other);
            return Err(Error::load(&file, reason, CHOOSE_ONE));
        }
        let text = read(&file).map_err(|reason| Error::load(&file, reason, SAVE_ROWS))?;
        let rows = table.load_rows(&text, profile);
        loaded.rows += rows.map_err(|reason| Error::load(&file, reason, SAVE_ROWS))?;
        files_by_table.insert(table.name.clone(), file);
    }
    Ok(loaded)
}

/// Returns the table whose declared or stored name is the name of the file, without its extension.
fn table_of_rows<'t>(
    tables: &'t mut [Table],
    file: &Path,
    profile: Profile,
) -> Result<&'t mut Table, Error> {
    let name = file.file_stem().map(OsStr::to_string_lossy);
    let name = name.unwrap_or_default();
    let position = |name: &str| tables.iter().position(|table| table.name == name);
    let at = find_by_name(&name, profile, position);
    match at.and_then(|at| tables.get_mut(at)) {
        Some(table) => Ok(table),
        None => Err(Error::load(
            file,
            format_args!("no loaded snapshot has the table `{}`", name.escape_debug()),
            "load the snapshot of the table too, and name the file after the table",
        )),
    }
}

fn also_in(what: &str, table: &str, verb: &str, file: &Path) -> String {
    format!(
        "{what} `{}` {verb} also in `{}`",
        table.escape_debug(),
        file.to_string_lossy().escape_debug()
    )
}

fn is_of_rows(file: &Path) -> bool {
    file.extension() == Some("csv".as_ref())
}

/// Returns the file, or the files with the extensions `json` and `csv` in the directory, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    const CHOOSE_ANOTHER: &str =
        "use a file of `peaka snapshot`, or a directory of `peaka snapshot --all`";
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|error| Error::load(path, error, CHOOSE_ANOTHER))?;
    let files = entries.iter().map(fs::DirEntry::path);
    let mut files: Vec<_> = files
        .filter(|file| file.extension() == Some("json".as_ref()) || is_of_rows(file))
        .collect();
    if files.is_empty() {
        let reason = "the directory has no file with the extension `json` or `csv`";
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
