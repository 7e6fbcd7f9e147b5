//! Files that are written completely or not at all.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::Serialize;
use tempfile::Builder;

use super::error::Error;

/// The result of writing a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum WriteResult {
    /// The file did not exist.
    Created,
    /// The file had other content.
    Updated,
    /// The file had the same content and was not written.
    Unchanged,
}

impl WriteResult {
    /// Returns what happened to the file, for people.
    pub(crate) fn describe(self, path: &Path) -> String {
        let path = display(path);
        match self {
            Self::Created => format!("created {path}"),
            Self::Updated => format!("updated {path}"),
            Self::Unchanged => format!("unchanged {path}"),
        }
    }
}

/// A kind of file that a command writes and overwrites.
pub(crate) struct FileKind {
    /// The command.
    pub(crate) command: &'static str,
    /// Returns whether a file with this content was written by the command.
    pub(crate) is_own_output: fn(&[u8]) -> bool,
}

impl FileKind {
    /// Writes a file. A file that the command did not write is overwritten only if `force` is set.
    pub(crate) fn write(
        &self,
        path: &Path,
        content: &str,
        force: bool,
    ) -> Result<WriteResult, Error> {
        let may_overwrite =
            |before: Vec<u8>| before.trim_ascii().is_empty() || (self.is_own_output)(&before);
        if !force && !read(path)?.is_none_or(may_overwrite) {
            return Err(Error::new(
                format!("{} was not written by `{}`", display(path), self.command),
                "choose another file, or overwrite it with `--force`",
            ));
        }
        write(path, content)
    }
}

/// Reads a file; `None` if it does not exist. Only regular files are read, because others may never end.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(Error::new(
            format!("{} exists, but is not a file", display(path)),
            "choose another path",
        ));
    }
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::new(
            format!("failed to read {}: {error}", display(path)),
            "check the permissions of the file",
        )),
    }
}

/// Writes a file, and creates missing directories. A file that has the content already is not touched.
fn write(path: &Path, content: &str) -> Result<WriteResult, Error> {
    let result = match read(path)? {
        None => WriteResult::Created,
        Some(before) if before == content.as_bytes() => return Ok(WriteResult::Unchanged),
        Some(_) => WriteResult::Updated,
    };
    replace(path, content).map_err(|error| {
        Error::new(
            format!("failed to write {}: {error}", display(path)),
            "check the permissions of the directory",
        )
    })?;
    Ok(result)
}

/// Replaces a file atomically, so that no reader sees an incomplete one.
fn replace(path: &Path, content: &str) -> std::io::Result<()> {
    // The target of a link is replaced, not the link.
    let path = match fs::canonicalize(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
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
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(content.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

/// Returns the permissions of an ordinary new file. A temporary file is private by default.
fn default_permissions() -> Option<fs::Permissions> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Some(fs::Permissions::from_mode(0o666))
    }
    #[cfg(not(unix))]
    None
}

fn display(path: &Path) -> String {
    peaka_runtime::__private::quoted(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: FileKind = FileKind {
        command: "peaka test",
        is_own_output: |content| content.starts_with(b"ours"),
    };

    fn error(path: &Path, force: bool) -> String {
        let written = OWN.write(path, "ours 2", force);
        let error = written.expect_err("it must not be written").to_string();
        error.replace(&*path.to_string_lossy(), "PATH")
    }

    #[test]
    fn only_own_files_are_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("new/file");
        let write = |content| OWN.write(&path, content, false).unwrap();
        assert_eq!(write("ours 1"), WriteResult::Created);
        assert_eq!(write("ours 1"), WriteResult::Unchanged);
        assert_eq!(write("ours 2"), WriteResult::Updated);
        fs::write(&path, " \n").unwrap();
        assert_eq!(write("ours 3"), WriteResult::Updated);

        fs::write(&path, "theirs").unwrap();
        assert_eq!(
            error(&path, false),
            "`PATH` was not written by `peaka test`; help: choose another file, or overwrite it with `--force`"
        );
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        let forced = OWN.write(&path, "ours 4", true).unwrap();
        assert_eq!(forced, WriteResult::Updated);
        assert_eq!(fs::read(&path).unwrap(), b"ours 4");
    }

    #[test]
    fn directory_is_not_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        for force in [false, true] {
            let error = error(directory.path(), force);
            assert_eq!(
                error,
                "`PATH` exists, but is not a file; help: choose another path"
            );
        }
        assert!(directory.path().is_dir());
    }
}
