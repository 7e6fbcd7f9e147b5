//! Files that are written completely or not at all.

use std::collections::HashSet;
use std::error::Error as StdError;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::Builder;

use super::checksum::CHECKSUM_PREFIX;
use super::error::Error;
use super::quote::{listed_up_to, quoted_path};

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
        let path = quoted_path(path);
        match self {
            Self::Created => format!("created {path}"),
            Self::Updated => format!("updated {path}"),
            Self::Unchanged => format!("unchanged {path}"),
        }
    }
}

/// What happened to a file.
#[derive(Debug, Serialize)]
pub(crate) struct Written {
    file: String,
    pub(crate) result: WriteResult,
}

impl Written {
    pub(crate) fn new(path: &Path, result: WriteResult) -> Self {
        Self {
            file: path.to_string_lossy().into_owned(),
            result,
        }
    }

    /// Returns what happened to the file, as a line for people.
    pub(crate) fn describe(&self) -> String {
        format!("{}\n", self.result.describe(Path::new(&self.file)))
    }
}

/// Who wrote the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// The command.
    Command,
    /// The command, and then someone who edited it.
    #[cfg_attr(
        not(feature = "program"),
        allow(dead_code, reason = "only `pull` recognizes edits")
    )]
    Edited,
    /// Someone else.
    Other,
}

/// A kind of file that a command writes and overwrites.
pub(crate) struct FileKind {
    /// The command.
    pub(crate) command: &'static str,
    /// Returns who wrote a file with this content. Line endings are `\n`, whatever the file has.
    pub(crate) author: fn(&str) -> Author,
    /// Why the file of another author is not overwritten, after its path.
    pub(crate) mismatch: &'static str,
    /// What to do about the file of another author.
    pub(crate) help: &'static str,
}

/// The usual help for the file of another author.
pub(crate) const OTHER_AUTHOR_HELP: &str = "choose another file, or overwrite it with `--force`";

impl FileKind {
    /// Writes a file. A file that the command did not write, or that was edited since, is overwritten only if
    /// `force` is set.
    pub(crate) fn write(
        &self,
        path: &Path,
        content: &str,
        force: bool,
    ) -> Result<WriteResult, Error> {
        self.check(path, content, force)?;
        write(path, content)
    }

    /// Returns the error of [`write`](Self::write) for a file that must not be overwritten.
    pub(crate) fn check(&self, path: &Path, content: &str, force: bool) -> Result<(), Error> {
        if force {
            return Ok(());
        }
        if let Some(before) = read(path)? {
            let author = match std::str::from_utf8(&before) {
                Ok(before) if before.trim().is_empty() => Author::Command,
                Ok(before) => (self.author)(&normalize(before)),
                Err(_) => Author::Other,
            };
            match author {
                Author::Command => {}
                Author::Edited => {
                    let before = String::from_utf8_lossy(&before);
                    return Err(self.edited_error(path, &normalize(&before), content));
                }
                Author::Other => {
                    return Err(Error::new(
                        format!("{} {}", quoted_path(path), self.mismatch),
                        self.help,
                    ));
                }
            }
        }
        Ok(())
    }

    /// Returns the error for a file that was edited, with the lines that would be lost.
    fn edited_error(&self, path: &Path, before: &str, content: &str) -> Error {
        let kept: HashSet<_> = content.lines().map(str::trim).collect();
        let lost: Vec<_> = before
            .lines()
            .map(str::trim)
            .filter(|line| {
                !line.is_empty() && !line.starts_with(CHECKSUM_PREFIX) && !kept.contains(line)
            })
            .collect();
        let would_lose = match lost.as_slice() {
            [] => String::new(),
            lost => format!(": it would lose {}", listed_up_to(MAX_LOST_LINES, lost)),
        };
        Error::new(
            format!(
                "{} was edited after `{}` wrote it{would_lose}",
                quoted_path(path),
                self.command
            ),
            "keep your edits, or overwrite them with `--force`",
        )
    }
}

/// The largest number of lines that an error lists.
const MAX_LOST_LINES: usize = 5;

/// Removes the byte order mark, and replaces CRLF with LF.
pub(super) fn normalize(content: &str) -> String {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    content.replace("\r\n", "\n")
}

/// Reads a file; `None` if it does not exist. Only regular files are read, because others may never end.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Error::new(
            format!("{} exists, but is not a file", quoted_path(path)),
            "choose another path",
        ));
    }
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::new(
            format!("failed to read {}: {error}", quoted_path(path)),
            "check the permissions of the file",
        )),
    }
}

/// Writes a file, and creates missing directories. A file that differs only in line endings is left unchanged.
fn write(path: &Path, content: &str) -> Result<WriteResult, Error> {
    let result = match read(path)? {
        None => WriteResult::Created,
        Some(before)
            if std::str::from_utf8(&before).is_ok_and(|before| normalize(before) == content) =>
        {
            return Ok(WriteResult::Unchanged);
        }
        Some(_) => WriteResult::Updated,
    };
    replace(path, content).map_err(|error| {
        // The error of a temporary file contains its path.
        let cause = error.get_ref().and_then(StdError::source);
        let cause = cause.map_or(error.to_string(), ToString::to_string);
        Error::new(
            format!("failed to write {}: {cause}", quoted_path(path)),
            "choose another path, or check that the directory is writable",
        )
    })?;
    Ok(result)
}

/// The largest number of links from a path to a file, as on Linux.
const MAX_LINKS: usize = 40;

/// Returns the path that a link leads to, which need not exist; or the path itself if it is not a link.
fn link_target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => {}
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => return Ok(path),
        }
        // A relative target is relative to the directory of the link.
        let target = fs::read_link(&path)?;
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    Err(io::Error::other("too many symbolic links"))
}

/// Replaces a file atomically, so that no reader sees an incomplete one. The target of a link is replaced, not the
/// link.
fn replace(path: &Path, content: &str) -> io::Result<()> {
    let path = link_target(path)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: FileKind = FileKind {
        command: "peaka test",
        author: |content| match content {
            content if content.starts_with("ours edited") => Author::Edited,
            content if content.starts_with("ours") => Author::Command,
            _ => Author::Other,
        },
        mismatch: "was not written by `peaka test`",
        help: OTHER_AUTHOR_HELP,
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
    fn file_is_replaced_and_never_truncated() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        fs::write(&path, "ours 1").unwrap();
        let opened = fs::File::open(&path).unwrap();
        OWN.write(&path, "ours 2", false).unwrap();
        assert_eq!(io::read_to_string(opened).unwrap(), "ours 1");
        assert_eq!(fs::read(&path).unwrap(), b"ours 2");
    }

    #[test]
    fn edits_are_not_lost() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        let edited =
            "ours edited\r\n  one\r\ntwo\r\n\r\nthree\r\nours 2\r\nfour\r\nfive\r\nsix\r\n";
        fs::write(&path, edited).unwrap();
        assert_eq!(
            error(&path, false),
            "`PATH` was edited after `peaka test` wrote it: it would lose `ours edited`, `one`, `two`, `three`, \
             `four`, and 2 more; help: keep your edits, or overwrite them with `--force`"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), edited);
    }

    #[test]
    fn file_that_differs_only_in_line_endings_or_bom_is_unchanged() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        for before in ["ours\r\n1\r\n", "\u{feff}ours\n1\n"] {
            fs::write(&path, before).unwrap();
            let result = OWN.write(&path, "ours\n1\n", false).unwrap();
            assert_eq!(result, WriteResult::Unchanged);
            assert_eq!(fs::read_to_string(&path).unwrap(), before);
        }
    }

    #[cfg(unix)]
    #[test]
    fn target_of_a_link_is_written_and_the_link_is_kept() {
        use std::os::unix::fs::symlink;

        let directory = tempfile::tempdir().unwrap();
        let path = |name| directory.path().join(name);
        fs::create_dir(path("sub")).unwrap();
        for (link, target) in [
            ("sub/relative", "../new/file"),
            ("second", "sub/relative"),
            ("absolute", path("other").to_str().unwrap()),
        ] {
            symlink(target, path(link)).unwrap();
        }
        let write = |link, content| OWN.write(&path(link), content, false).unwrap();
        let content = |name| fs::read_to_string(path(name)).unwrap();

        assert_eq!(write("second", "ours 1"), WriteResult::Created);
        assert_eq!(content("new/file"), "ours 1");
        assert_eq!(write("sub/relative", "ours 2"), WriteResult::Updated);
        assert_eq!(content("new/file"), "ours 2");
        assert_eq!(write("absolute", "ours 3"), WriteResult::Created);
        assert_eq!(content("other"), "ours 3");
        for link in ["sub/relative", "second", "absolute"] {
            assert!(fs::symlink_metadata(path(link)).unwrap().is_symlink());
        }

        fs::write(path("other"), "theirs").unwrap();
        assert_eq!(
            error(&path("absolute"), false),
            "`PATH` was not written by `peaka test`; help: choose another file, or overwrite it with `--force`"
        );
        assert_eq!(content("other"), "theirs");
    }

    #[cfg(unix)]
    #[test]
    fn link_to_itself_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("link");
        std::os::unix::fs::symlink("link", &path).unwrap();
        for force in [false, true] {
            let error = error(&path, force);
            assert!(error.starts_with("failed to read `PATH`: "), "{error}");
        }
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
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
