//! Which tables of a project have structs, and what the structs and their files are called.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use peaka_runtime::__private::{check_table_name, folded_name, quoted};
use peaka_runtime::stored_name;

use super::names::{free_name, module_name_of, struct_name_of};
use super::omitted::{OmittedTable, same_stored_name};
use super::pulled_file::PulledFile;
use crate::output::{Error, quoted_path};

/// The tables of a project: those to pull, those that no struct can declare, and those that failed.
pub(crate) struct ProjectTables {
    pub(crate) targets: Vec<Target>,
    pub(crate) omitted: Vec<OmittedTable>,
    /// The tables that cannot have a file, by their stored names.
    pub(crate) failed: Vec<(String, Error)>,
}

/// A table to pull.
pub(crate) struct Target {
    /// The declared name.
    pub(crate) table: String,
    pub(crate) stored_table: String,
    /// The name of the struct.
    pub(crate) name: String,
    /// The file of the struct; `None` if all structs are in one file.
    pub(crate) path: Option<PathBuf>,
}

impl ProjectTables {
    /// Returns the tables with these stored names, whose structs are all in one file.
    pub(crate) fn in_one_file(stored: &[&str]) -> Self {
        Self::new(stored, None, &[])
    }

    /// Returns the tables with these stored names. A file that the directory has of a table is kept, with the names of
    /// the table and the struct.
    pub(crate) fn in_directory(stored: &[&str], directory: &Path, files: &[PulledFile]) -> Self {
        Self::new(stored, Some(directory), files)
    }

    fn new(stored: &[&str], directory: Option<&Path>, files: &[PulledFile]) -> Self {
        let mut names = Names::new(directory, files);
        let files_by_table = files_by_table(stored, files);
        let mut targets = Vec::new();
        let mut omitted = Vec::new();
        let mut failed = Vec::new();
        let mut declared = HashMap::<String, &str>::new();
        for &table in stored {
            let reason = match declared.get(&folded_name(table)) {
                Some(other) => Some(same_stored_name(table, other)),
                None => check_table_name(table).err().map(|error| error.to_string()),
            };
            if let Some(reason) = reason {
                omitted.push(OmittedTable {
                    table: table.to_owned(),
                    reason,
                });
                continue;
            }
            declared.insert(folded_name(table), table);
            if let Some(existing) = files_by_table.get(table) {
                targets.extend(existing.iter().map(|file| Target {
                    table: file.table.clone(),
                    stored_table: table.to_owned(),
                    name: file.struct_name(),
                    path: Some(file.path.clone()),
                }));
                continue;
            }
            let name = names.new_struct(table);
            let path = directory.map(|directory| names.new_file(table, directory));
            match path.transpose() {
                Ok(path) => targets.push(Target {
                    table: table.to_owned(),
                    stored_table: table.to_owned(),
                    name,
                    path,
                }),
                Err(error) => failed.push((table.to_owned(), error)),
            }
        }
        Self {
            targets,
            omitted,
            failed,
        }
    }
}

impl PulledFile {
    /// Returns the stored name of the file's table, if the project has it. An exact name takes precedence.
    pub(crate) fn stored_table<'s>(&self, stored: &HashSet<&'s str>) -> Option<&'s str> {
        let exact = stored.get(&*self.table);
        exact
            .or_else(|| stored.get(&*stored_name(&self.table)))
            .copied()
    }
}

/// Returns the files of each table, by its stored name.
fn files_by_table<'s, 'f>(
    stored: &[&'s str],
    files: &'f [PulledFile],
) -> HashMap<&'s str, Vec<&'f PulledFile>> {
    let stored = stored.iter().copied().collect();
    let mut by_table = HashMap::<_, Vec<_>>::new();
    for file in files {
        if let Some(table) = file.stored_table(&stored) {
            by_table.entry(table).or_default().push(file);
        }
    }
    by_table
}

/// The names of structs and modules that are in use.
struct Names {
    structs: HashSet<String>,
    modules: HashSet<String>,
}

impl Names {
    fn new(directory: Option<&Path>, files: &[PulledFile]) -> Self {
        let module = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into());
        let modules = files.iter().filter_map(|file| module(&file.path));
        Self {
            structs: files.iter().map(PulledFile::struct_name).collect(),
            // Clippy warns about a module with the name of the module that contains it.
            modules: modules.chain(directory.and_then(module)).collect(),
        }
    }

    fn new_struct(&mut self, table: &str) -> String {
        let is_free = |name: &str| !self.structs.contains(name);
        let name = free_name(struct_name_of(table), "", is_free);
        self.structs.insert(name.clone());
        name
    }

    fn new_file(&mut self, table: &str, directory: &Path) -> Result<PathBuf, Error> {
        let is_free = |name: &str| !self.modules.contains(name);
        let module = free_name(module_name_of(table), "_", is_free);
        let path = directory.join(format!("{module}.rs"));
        self.modules.insert(module);
        if path.symlink_metadata().is_err() {
            return Ok(path);
        }
        Err(Error::new(
            format!(
                "{} exists, but `peaka pull` did not write it for table {}",
                quoted_path(&path),
                quoted(table)
            ),
            "move the file, or use another directory",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, table: &str, name: Option<&str>) -> PulledFile {
        PulledFile {
            path: path.into(),
            table: table.to_owned(),
            name: name.map(str::to_owned),
        }
    }

    fn targets(tables: &ProjectTables) -> Vec<(&str, &str, String)> {
        let targets = tables.targets.iter();
        targets
            .map(|target| {
                let path = target.path.as_ref();
                let path = path.map(|path| path.to_string_lossy().into_owned());
                (&*target.table, &*target.name, path.unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn names_of_structs_and_files_are_unique() {
        let stored = ["mod", "tables", "ubung", "übung"];
        let tables = ProjectTables::in_directory(&stored, Path::new("missing/tables"), &[]);
        assert_eq!(
            targets(&tables),
            [
                ("mod", "Mod", "missing/tables/mod_.rs".to_owned()),
                ("tables", "Tables", "missing/tables/tables_2.rs".to_owned()),
                ("ubung", "Ubung", "missing/tables/ubung.rs".to_owned()),
                ("übung", "Ubung2", "missing/tables/ubung_2.rs".to_owned()),
            ]
        );
        let tables = ProjectTables::in_one_file(&stored[2..]);
        assert_eq!(
            targets(&tables),
            [
                ("ubung", "Ubung", String::new()),
                ("übung", "Ubung2", String::new())
            ]
        );
    }

    #[test]
    fn existing_files_keep_their_names() {
        let files = [
            file("t/views.rs", "page_views", Some("View")),
            file("t/old.rs", "gone", None),
            file("t/a.rs", "a_b", None),
        ];
        let stored = ["a_b", "pageviews", "view"];
        let tables = ProjectTables::in_directory(&stored, Path::new("t"), &files);
        assert_eq!(
            targets(&tables),
            [
                ("a_b", "AB", "t/a.rs".to_owned()),
                ("page_views", "View", "t/views.rs".to_owned()),
                ("view", "View2", "t/view.rs".to_owned()),
            ]
        );
        let stored = HashSet::from(stored);
        let is_live = |file: &PulledFile| file.stored_table(&stored).is_some();
        let live: Vec<_> = files.iter().map(is_live).collect();
        assert_eq!(live, [true, false, true]);
    }

    #[test]
    fn tables_that_no_struct_can_declare_are_omitted() {
        let tables = ProjectTables::in_one_file(&["page_views", "pageviews", "a\u{200b}"]);
        assert_eq!(targets(&tables).len(), 1);
        let omitted: Vec<_> = tables.omitted.iter().map(ToString::to_string).collect();
        assert_eq!(
            omitted[0],
            "`pageviews`: its name differs from `page_views` only in underscores, and only one of them can be declared"
        );
        assert!(omitted[1].starts_with(r"`a\u{200b}`: invalid table name"));
    }
}
