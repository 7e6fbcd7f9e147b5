//! Generated files that exist already.

use std::path::{Path, PathBuf};

use super::names::struct_name_of;
use super::source::MARKER;
use crate::output::{Author, Error, FileKind, OTHER_AUTHOR_HELP, has_valid_checksum, read_texts};

/// The size in MiB above which a file certainly was not generated.
const MAX_MEBIBYTES: u64 = 64;

/// Files with generated structs.
pub(crate) const PULLED: FileKind = FileKind {
    command: "peaka pull",
    author: |content| match content {
        content if !content.starts_with(MARKER) => Author::Other,
        content if has_valid_checksum(content) => Author::Command,
        _ => Author::Edited,
    },
    mismatch: "was not written by `peaka pull`",
    help: OTHER_AUTHOR_HELP,
};

/// A generated file with one struct.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PulledFile {
    pub(crate) path: PathBuf,
    /// The declared name of the table.
    pub(crate) table: String,
    /// The chosen name of the struct.
    pub(super) name: Option<String>,
}

impl PulledFile {
    /// Reads the generated files in a directory that have one struct each, whether they were edited or not.
    pub(crate) fn read_all(directory: &Path) -> Result<Vec<Self>, Error> {
        let files = read_texts(directory, "rs", MAX_MEBIBYTES)?.into_iter();
        let parsed = files.filter_map(|(path, content)| Self::parse(path, &content));
        Ok(parsed.collect())
    }

    /// Returns the name of the struct.
    pub(super) fn struct_name(&self) -> String {
        let name = self.name.clone();
        name.unwrap_or_else(|| struct_name_of(&self.table))
    }

    /// Parses the command in the first line.
    fn parse(path: PathBuf, content: &str) -> Option<Self> {
        let command = content.lines().next()?.strip_prefix(MARKER)?;
        let (arguments, _) = command.rsplit_once("`. Run it again")?;
        let mut arguments = shlex::split(arguments)?.into_iter();
        let table = arguments.next().filter(|table| !table.starts_with("--"))?;
        let name = arguments.by_ref().find(|argument| argument == "--struct");
        Some(Self {
            path,
            table,
            name: name.and_then(|_| arguments.next()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_and_struct_are_read_from_the_command() {
        let parse = |arguments: &str| {
            let content =
                format!("{MARKER} {arguments}`. Run it again when the table changes.\r\n");
            PulledFile::parse("a.rs".into(), &content).map(|file| (file.table, file.name))
        };
        let some =
            |table: &str, name: Option<&str>| Some((table.to_owned(), name.map(str::to_owned)));
        assert_eq!(parse("page_views"), some("page_views", None));
        assert_eq!(
            parse("'a `b` c' --with uuid --struct View --snapshot"),
            some("a `b` c", Some("View"))
        );
        assert_eq!(parse("--all --with uuid"), None);
        assert_eq!(parse("'a"), None);
        assert_eq!(PulledFile::parse("a.rs".into(), "mod a;\n"), None);
    }
}
