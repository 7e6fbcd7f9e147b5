//! The checksum in a generated file, which tells whether it was edited.

/// The start of the line that holds the checksum of everything after it.
pub(super) const CHECKSUM_PREFIX: &str = "// Checksum: ";

/// Returns the line with the checksum of the content after it, which is how an edit is recognized.
pub(crate) fn checksum_line(content: &str) -> String {
    // FNV-1a is stable across versions and platforms, unlike the hashers of the standard library.
    let hash = content
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{CHECKSUM_PREFIX}{hash:016x}\n")
}

/// Returns whether the content has a checksum line that matches everything after it.
pub(crate) fn has_valid_checksum(content: &str) -> bool {
    let mut rest = content;
    while let Some((line, after)) = rest.split_once('\n') {
        if line.starts_with(CHECKSUM_PREFIX) {
            return checksum_line(after).trim_end() == line;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edit_invalidates_the_checksum() {
        let rest = "struct Event;\n";
        let file = format!("// Generated.\n{}{rest}", checksum_line(rest));
        assert!(has_valid_checksum(&file));
        for edited in [
            file.replace("Event", "Visit"),
            file.replace("struct", "#[derive(Debug)]\nstruct"),
            format!("{file}\n"),
            rest.to_owned(),
        ] {
            assert!(!has_valid_checksum(&edited), "{edited}");
        }
    }
}
