//! Pulls all tables of the project.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{iter, mem};

use futures_util::{StreamExt, stream};
use peaka_runtime::__private::quoted;
use peaka_runtime::LiveTable;
use serde::Serialize;

use super::generated::{Force, WrittenFiles, source, write};
use super::style::Pull;
use crate::commands::program::live_table::CONCURRENCY;
use crate::output::{Error, Outcome, Written, print_with_failures, quoted_path};
use crate::pull::{
    Located, OmittedColumn, OmittedTable, PULLED, ProjectTables, PulledFile, Struct, Target,
    add_relations, structs_file,
};

/// Where the structs are written.
pub(super) enum Destination {
    /// One file each, in this directory.
    Directory(PathBuf),
    /// All in this file.
    File(PathBuf),
    StandardOutput,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AllPulled<'a> {
    tables: Vec<PulledTable<'a>>,
    omitted_tables: &'a [OmittedTable],
    /// The code of all structs, if they are in one file.
    source: Option<&'a str>,
    /// The file of all structs.
    file: Option<&'a Written>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PulledTable<'a> {
    table: &'a str,
    stored_table: &'a str,
    #[serde(rename = "struct")]
    name: &'a str,
    omitted: &'a [OmittedColumn],
    file: Option<&'a Written>,
    snapshot: Option<&'a Written>,
}

/// A table, and the struct that was generated for it.
struct Generated {
    target: Target,
    live: LiveTable,
    declaration: Struct,
    written: Option<WrittenFiles>,
}

/// The tables of a project after their columns were read.
struct Results {
    generated: Vec<Generated>,
    /// The relations that no struct declares, as clauses.
    omitted_relations: Vec<String>,
    omitted: Vec<OmittedTable>,
    /// The tables that failed, by their stored names.
    failed: Vec<(String, Error)>,
}

impl Pull<'_> {
    pub(super) async fn all(&self, destination: &Destination) -> Result<Outcome, Error> {
        let tables = self.client.list_tables().await?;
        let mut stored: Vec<_> = tables.iter().map(|table| &*table.table_name).collect();
        stored.sort_unstable();
        if stored.is_empty() {
            self.output.print_note("the project has no BI tables");
        }
        match destination {
            Destination::Directory(directory) => self.all_in_directory(&stored, directory).await,
            Destination::File(path) => self.all_in_one_file(&stored, Some(path)).await,
            Destination::StandardOutput => self.all_in_one_file(&stored, None).await,
        }
    }

    async fn all_in_directory(&self, stored: &[&str], directory: &Path) -> Result<Outcome, Error> {
        let files = PulledFile::read_all(directory)?;
        let tables = ProjectTables::in_directory(stored, directory, &files);
        let mut results = self.generate(tables).await;
        for mut generated in mem::take(&mut results.generated) {
            match generated.write(self) {
                Ok(()) => results.generated.push(generated),
                Err(error) => {
                    let table = generated.target.stored_table;
                    results.failed.push((table, error));
                }
            }
        }
        let written = results.generated.iter();
        let written = written.filter_map(|generated| generated.written.as_ref());
        let text: String = written.map(WrittenFiles::describe).collect();
        let outcome = self.print(&results, &text, None, None)?;
        let stored: HashSet<_> = stored.iter().copied().collect();
        for file in files
            .iter()
            .filter(|file| file.stored_table(&stored).is_none())
        {
            self.output.print_note(format_args!(
                "{} was not changed: the project has no table {}",
                quoted_path(&file.path),
                quoted(&file.table)
            ));
        }
        Ok(outcome)
    }

    async fn all_in_one_file(
        &self,
        stored: &[&str],
        path: Option<&Path>,
    ) -> Result<Outcome, Error> {
        let results = self.generate(ProjectTables::in_one_file(stored)).await;
        // Without the structs that failed, the file would remove them from the program.
        if !results.failed.is_empty() {
            self.output
                .print_note("nothing was written, because a table failed");
            return self.print(&results, "", None, None);
        }
        let words = iter::once("--all".to_owned()).chain(self.style.words());
        let source = structs_file(
            &words.collect::<Vec<_>>(),
            results
                .generated
                .iter()
                .map(|generated| &generated.declaration),
            &results.omitted,
        );
        let file = match path {
            Some(path) => Some(Written::new(path, PULLED.write(path, &source, self.force)?)),
            None => None,
        };
        let text = file
            .as_ref()
            .map_or_else(|| source.clone(), Written::describe);
        self.print(&results, &text, Some(&source), file.as_ref())
    }

    /// Generates the structs of all tables, without writing them.
    async fn generate(&self, tables: ProjectTables) -> Results {
        let mut results = Results {
            generated: Vec::new(),
            omitted_relations: Vec::new(),
            omitted: tables.omitted,
            failed: tables.failed,
        };
        let lists = tables.targets.into_iter().map(|target| async move {
            let columns = self.client.list_columns(&target.stored_table).await;
            (target, columns)
        });
        let lists: Vec<_> = stream::iter(lists).buffered(CONCURRENCY).collect().await;
        for (target, columns) in lists {
            let stored_table = target.stored_table.clone();
            let generated = columns.map_err(Error::from).and_then(|columns| {
                let live = LiveTable {
                    name: stored_table.clone(),
                    columns,
                };
                self.generate_one(target, live)
            });
            match generated {
                Ok(Some(generated)) => results.generated.push(generated),
                Ok(None) => results.omitted.push(OmittedTable {
                    table: stored_table,
                    reason: "it has no column that a struct can declare".to_owned(),
                }),
                Err(error) => results.failed.push((stored_table, error)),
            }
        }
        let mut structs: Vec<_> = results
            .generated
            .iter_mut()
            .map(|generated| Located {
                stored_table: &generated.target.stored_table,
                path: generated.target.path.as_deref(),
                declaration: &mut generated.declaration,
            })
            .collect();
        results.omitted_relations = add_relations(&mut structs, &self.relations);
        results.omitted.sort_by(|a, b| a.table.cmp(&b.table));
        results.failed.sort_by(|(a, _), (b, _)| a.cmp(b));
        results
    }

    fn generate_one(&self, target: Target, live: LiveTable) -> Result<Option<Generated>, Error> {
        let (table, name, path) = (&target.table, target.name.clone(), target.path.as_deref());
        let declaration = self.generate_struct(table, name, &live, path)?;
        Ok(declaration.map(|declaration| Generated {
            target,
            live,
            declaration,
            written: None,
        }))
    }

    fn print(
        &self,
        results: &Results,
        text: &str,
        source: Option<&str>,
        file: Option<&Written>,
    ) -> Result<Outcome, Error> {
        let Results {
            generated,
            omitted_relations,
            omitted,
            failed,
        } = results;
        let failures: Vec<_> = failed
            .iter()
            .map(|(table, error)| (&**table, error))
            .collect();
        let result = AllPulled {
            tables: generated.iter().map(PulledTable::from).collect(),
            omitted_tables: omitted,
            source,
            file,
        };
        let outcome = print_with_failures(text, result, &failures, self.output)?;
        for omitted in omitted {
            self.output
                .print_note(format_args!("omitted table {omitted}"));
        }
        for generated in generated {
            let table = quoted(&generated.declaration.table);
            for omitted in &generated.declaration.fields.omitted {
                self.output
                    .print_note(format_args!("omitted a column of table {table}: {omitted}"));
            }
        }
        for relation in omitted_relations {
            self.output.print_note(format_args!("omitted a {relation}"));
        }
        Ok(outcome)
    }
}

impl Generated {
    /// Writes the files of the struct.
    fn write(&mut self, pull: &Pull<'_>) -> Result<(), Error> {
        if let Some(path) = &self.target.path {
            let source = source(&self.declaration, pull.style, false);
            let force = Force::All(pull.force);
            self.written = Some(write(path, &source, &self.declaration, &self.live, force)?);
        }
        Ok(())
    }
}

impl<'a> From<&'a Generated> for PulledTable<'a> {
    fn from(generated: &'a Generated) -> Self {
        let written = generated.written.as_ref();
        Self {
            table: &generated.declaration.table,
            stored_table: &generated.live.name,
            name: &generated.declaration.name,
            omitted: &generated.declaration.fields.omitted,
            file: written.map(|written| &written.source),
            snapshot: written.and_then(|written| written.snapshot.as_ref()),
        }
    }
}
