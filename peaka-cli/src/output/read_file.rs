//! Reads files that the user names.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

const MEBIBYTE: u64 = 1024 * 1024;

/// Reads a regular file of at most this size. Other kinds of files, such as pipes and devices, may never end.
///
/// The error is the reason, without the path.
pub(crate) fn read_file(path: &Path, max_mebibytes: u64) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    let max_bytes = max_mebibytes * MEBIBYTE;
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut content = Vec::new();
    // The file may grow while it is read.
    let read = file.take(max_bytes + 1).read_to_end(&mut content);
    match read {
        Ok(length) if length as u64 > max_bytes => {
            Err(format!("the file is larger than {max_mebibytes} MiB"))
        }
        Ok(_) => Ok(content),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads a regular file of at most this size as text. The error is the reason, without the path.
pub(crate) fn read_text(path: &Path, max_mebibytes: u64) -> Result<String, String> {
    let content = read_file(path, max_mebibytes)?;
    String::from_utf8(content).map_err(|_| "the file is not UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_up_to_the_limit_are_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        assert!(read_file(&path, 1).unwrap_err().starts_with("No such file"));
        fs::write(&path, vec![b'x'; 1024 * 1024]).unwrap();
        assert_eq!(read_file(&path, 1).unwrap().len(), 1024 * 1024);
        fs::write(&path, vec![b'x'; 1024 * 1024 + 1]).unwrap();
        let error = read_file(&path, 1).unwrap_err();
        assert_eq!(error, "the file is larger than 1 MiB");
        fs::write(&path, [0xff]).unwrap();
        assert_eq!(read_text(&path, 1).unwrap_err(), "the file is not UTF-8");
        let error = read_text(directory.path(), 1).unwrap_err();
        assert_eq!(error, "not a regular file");
    }
}
