//! What the runtime advises, in the words of the command line: it names methods where a user of commands has options.

use clap::ValueEnum;
use peaka_runtime::DriftKind;

use super::choices::Kind;

/// The sentence with options in the place of methods.
pub(super) fn in_options(sentence: &str) -> String {
    let mut sentence = sentence
        .replace("create_table(true)", "--create-table")
        .replace(".fix_drift(true)", "--fix-drift")
        // Methods follow each other without a space.
        .replace("Level::Warn).on(", "Level::Warn) .on(");
    for kind in Kind::value_variants() {
        let method = format!(".on(DriftKind::{:?}, Level::Warn)", DriftKind::from(*kind));
        let option = format!("--warn {}", kind.name());
        sentence = sentence.replace(&method, &option);
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_that_is_advised_is_an_option() {
        assert_eq!(
            in_options(
                "let the sync mend it with `.fix_drift(true)`, or accept it with \
                 `.on(DriftKind::NotNull, Level::Warn).on(DriftKind::Unique, Level::Warn)`"
            ),
            "let the sync mend it with `--fix-drift`, or accept it with `--warn not-null --warn unique`"
        );
        assert_eq!(
            in_options("without `create_table(true)` stays so"),
            "without `--create-table` stays so"
        );
        let all = Kind::value_variants().iter().copied().map(DriftKind::from);
        for kind in all {
            let option = in_options(&format!(".on(DriftKind::{kind:?}, Level::Warn)"));
            assert!(
                option.starts_with("--warn ") && !option.contains('('),
                "{option}"
            );
        }
    }
}
