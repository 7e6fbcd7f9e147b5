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

/// What is in a file; `None` if it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
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
pub(crate) fn write(path: &Path, content: &str) -> Result<Written, Error> {
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
