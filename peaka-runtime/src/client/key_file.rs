//! Reads an API key from a file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

/// The largest size of a key file, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Reads the file. It must be a regular file, because a pipe or a device may block or never end.
pub(crate) fn read_key_file(path: &Path) -> io::Result<Zeroizing<String>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    // With this capacity, no copy of the key is left behind by a growing buffer.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1));
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        let message = format!("it is longer than {MAX_BYTES} bytes");
        return Err(io::Error::other(message));
    }
    match bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            Err(io::Error::other("it is encoded as UTF-16, not as UTF-8"))
        }
        bytes => {
            let text =
                std::str::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))?;
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            Ok(Zeroizing::new(text.to_owned()))
        }
    }
}

/// Returns whether other users of the machine may read the file.
#[cfg(unix)]
#[must_use]
pub fn is_readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o044 != 0)
}

/// Returns whether other users of the machine may read the file, as far as that can be told.
#[cfg(not(unix))]
#[must_use]
pub fn is_readable_by_others(_: &Path) -> bool {
    false
}
