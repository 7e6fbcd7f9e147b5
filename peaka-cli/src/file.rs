//! Files that are written as a whole or not at all.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::Serialize;
use tempfile::Builder;

use crate::error::Error;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Written {
    /// It was not there.
    New,
    /// It had another content.
    Changed,
    /// It had this content already and was not touched.
    Unchanged,
}

impl Written {
    /// The file and what became of it, as a sentence.
    pub(crate) fn sentence(self, path: &Path) -> String {
        let path = named(path);
        match self {
            Self::New => format!("wrote {path}, which is new"),
            Self::Changed => format!("wrote {path}, which had another content"),
            Self::Unchanged => format!("left {path} as it is: nothing has changed"),
        }
    }
}

/// A kind of file that a command writes, and writes anew.
pub(crate) struct Kind {
    /// The command.
    pub(crate) command: &'static str,
    /// Whether a file with this content was written by the command.
    pub(crate) is_ours: fn(&[u8]) -> bool,
}

impl Kind {
    /// Makes the file have the content, as [`write`] does, but writes over nothing that somebody else wrote, unless
    /// that is forced.
    pub(crate) fn write(&self, path: &Path, content: &str, force: bool) -> Result<Written, Error> {
        let is_ours = |before: Vec<u8>| before.trim_ascii().is_empty() || (self.is_ours)(&before);
        if !force && !read(path)?.is_none_or(is_ours) {
            return Err(Error::new(format!(
                "{} was not written by `{}`: take another file, or write over it with `--force`",
                named(path),
                self.command
            )));
        }
        write(path, content)
    }
}

/// What is in a file; `None` if it is not there. What is no file is not read, for that may never end.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(Error::new(format!(
            "{} is there and is no file: take another path",
            named(path)
        )));
    }
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(Error::new(format!(
            "{} cannot be read: {fault}",
            named(path)
        ))),
    }
}

/// Makes the file have the content. Directories that are missing are made; a file that has the content is left alone.
fn write(path: &Path, content: &str) -> Result<Written, Error> {
    let written = match read(path)? {
        None => Written::New,
        Some(before) if before == content.as_bytes() => return Ok(Written::Unchanged),
        Some(_) => Written::Changed,
    };
    replace(path, content)
        .map_err(|fault| Error::new(format!("{} cannot be written: {fault}", named(path))))?;
    Ok(written)
}

/// Nobody sees a file that is half written: a whole one takes its place.
fn replace(path: &Path, content: &str) -> std::io::Result<()> {
    // What a link leads to is replaced, not the link.
    let path = match fs::canonicalize(path) {
        Err(fault) if fault.kind() == ErrorKind::NotFound => path.to_owned(),
        path => path?,
    };
    let directory = match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    };
    fs::create_dir_all(directory)?;
    let mut builder = Builder::new();
    let permissions = fs::metadata(&path).map(|before| before.permissions());
    if let Some(permissions) = permissions.ok().or_else(default_permissions) {
        builder.permissions(permissions);
    }
    let mut whole = builder.tempfile_in(directory)?;
    whole.write_all(content.as_bytes())?;
    whole.as_file().sync_all()?;
    whole.persist(&path)?;
    Ok(())
}

/// Those of any new file, rather than those of a secret one.
fn default_permissions() -> Option<fs::Permissions> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Some(fs::Permissions::from_mode(0o666))
    }
    #[cfg(not(unix))]
    None
}

fn named(path: &Path) -> String {
    peaka_runtime::__private::quoted(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Kind = Kind {
        command: "peaka test",
        is_ours: |content| content.starts_with(b"ours"),
    };

    fn fault(path: &Path, force: bool) -> String {
        let written = OURS.write(path, "ours 2", force);
        let fault = written.expect_err("it is not written").to_string();
        fault.replace(&*path.to_string_lossy(), "PATH")
    }

    #[test]
    fn only_what_is_ours_is_written_over() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("new/file");
        let write = |content| OURS.write(&path, content, false).unwrap();
        assert_eq!(write("ours 1"), Written::New);
        assert_eq!(write("ours 1"), Written::Unchanged);
        assert_eq!(write("ours 2"), Written::Changed);
        fs::write(&path, " \n").unwrap();
        assert_eq!(write("ours 3"), Written::Changed);

        fs::write(&path, "theirs").unwrap();
        assert_eq!(
            fault(&path, false),
            "`PATH` was not written by `peaka test`: take another file, or write over it with `--force`"
        );
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        let forced = OURS.write(&path, "ours 4", true).unwrap();
        assert_eq!(forced, Written::Changed);
        assert_eq!(fs::read(&path).unwrap(), b"ours 4");
    }

    #[test]
    fn what_is_no_file_stays_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        for force in [false, true] {
            let fault = fault(directory.path(), force);
            assert_eq!(fault, "`PATH` is there and is no file: take another path");
        }
        assert!(directory.path().is_dir());
    }
}
