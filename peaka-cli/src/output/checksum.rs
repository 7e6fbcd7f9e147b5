//! The checksum in a generated file, which tells whether it was edited.

use super::file::CHECKSUM;

/// Returns the line with the checksum of the content after it, which is how an edit is recognized.
pub(crate) fn checksum_line(content: &str) -> String {
    // FNV-1a is stable across versions and platforms, unlike the hashers of the standard library.
    let hash = content
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{CHECKSUM}{hash:016x}\n")
}

/// Returns whether a file has the checksum of the content after it.
pub(crate) fn has_valid_checksum(content: &str) -> bool {
    content.lines().any(|line| {
        let after = content.split_once(line).map(|(_, after)| after);
        let after = after.and_then(|after| after.strip_prefix('\n'));
        line.starts_with(CHECKSUM)
            && after.is_some_and(|after| checksum_line(after).trim_end() == line)
    })
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
