//! A generated struct, and the files of it.

use std::path::{Path, PathBuf};

use peaka_runtime::LiveTable;

use super::style::{Pull, Style};
use crate::output::{Error, FileKind, Written, quoted_path};
use crate::pull::{Fields, PULLED, Struct, doc_lines, struct_file, struct_name_of};
use crate::snapshot_file::{Content, SNAPSHOT, SNAPSHOT_IN_DIRECTORY, path_in_package};

/// The files of one struct.
pub(super) struct WrittenFiles {
    pub(super) source: Written,
    pub(super) snapshot: Option<Written>,
}

impl WrittenFiles {
    pub(super) fn describe(&self) -> String {
        let snapshot = self.snapshot.as_ref().map(Written::describe);
        self.source.describe() + &snapshot.unwrap_or_default()
    }
}

impl Pull<'_> {
    /// Returns the struct for a table; `None` if no column can be declared.
    pub(super) fn generate_struct(
        &self,
        table: &str,
        name: String,
        live: &LiveTable,
        out: Option<&Path>,
    ) -> Result<Option<Struct>, Error> {
        let mut metadata = self.metadata.iter();
        let metadata = metadata.find(|metadata| metadata.name == live.name);
        let fields = Fields::of(live, self.types, metadata);
        if fields.fields.is_empty() {
            return Ok(None);
        }
        let snapshot = match out {
            Some(out) if self.style.snapshot => Some(path_in_package(&snapshot_path(out)?)?),
            _ => None,
        };
        Ok(Some(Struct {
            table: table.to_owned(),
            name,
            derives: self.style.derive.clone(),
            doc: metadata
                .and_then(|metadata| metadata.description.as_deref())
                .map(doc_lines)
                .unwrap_or_default(),
            is_hidden_from_ai: metadata.is_some_and(|metadata| metadata.use_with_ai == Some(false)),
            snapshot,
            fields,
        }))
    }
}

/// Returns the file for a struct.
pub(super) fn source(generated: &Struct, style: &Style, has_chosen_name: bool) -> String {
    let mut words = vec![generated.table.clone()];
    if has_chosen_name || generated.name != struct_name_of(&generated.table) {
        words.extend(["--struct".to_owned(), generated.name.clone()]);
    }
    words.extend(style.words());
    struct_file(&words, generated)
}

/// Writes the file of a struct, and the snapshot that it names. If one of them must not be overwritten, neither is
/// written.
pub(super) fn write(
    path: &Path,
    source: &str,
    generated: &Struct,
    live: &LiveTable,
    force: Force,
) -> Result<WrittenFiles, Error> {
    PULLED.check(path, source, force.overwrites_edits())?;
    let mut snapshot = None;
    if generated.snapshot.is_some() {
        let path = snapshot_path(path)?;
        let text = Content::new(&generated.table, live).text()?;
        let (kind, overwrite) = force.of_snapshot();
        snapshot = Some(Written::new(&path, kind.write(&path, &text, overwrite)?));
    }
    let result = PULLED.write(path, source, force.overwrites_edits())?;
    Ok(WrittenFiles {
        source: Written::new(path, result),
        snapshot,
    })
}

/// The option `--force`, for one table or for all tables.
#[derive(Clone, Copy)]
pub(super) enum Force {
    One(bool),
    /// In a directory, no file that `peaka` did not write is overwritten.
    All(bool),
}

impl Force {
    fn overwrites_edits(self) -> bool {
        let (Self::One(force) | Self::All(force)) = self;
        force
    }

    /// Returns the kind of a snapshot file, and whether another file in its place is overwritten.
    fn of_snapshot(self) -> (&'static FileKind, bool) {
        match self {
            Self::One(force) => (&SNAPSHOT, force),
            Self::All(_) => (&SNAPSHOT_IN_DIRECTORY, false),
        }
    }
}

/// Returns the path of the snapshot beside the file of a struct.
fn snapshot_path(source: &Path) -> Result<PathBuf, Error> {
    let path = source.with_extension("json");
    if path == source {
        return Err(Error::new(
            format!("the snapshot would overwrite {}", quoted_path(&path)),
            "use a file name that ends with `.rs`",
        ));
    }
    Ok(path)
}
