//! The derives of the struct, beside `BiTable`.

use peaka_runtime::__private::quoted;
use unicode_ident::{is_xid_continue, is_xid_start};

use super::names::{KEYWORDS, NEVER_RAW};
use crate::output::Error;

/// Parses the path of a derive, such as `Debug` or `serde::Serialize`.
pub(crate) fn parse_derive(text: &str) -> Result<String, String> {
    let path = text.trim();
    let global = path.strip_prefix("::");
    let parts: Vec<_> = global.unwrap_or(path).split("::").collect();
    let is_path = parts.iter().enumerate().all(|(i, part)| {
        // A path can begin with a keyword, but a macro cannot have the name of one.
        let is_start = i == 0 && parts.len() > 1 && global.is_none();
        is_identifier(part) || is_start && NEVER_RAW.contains(part)
    });
    if is_path {
        Ok(path.to_owned())
    } else {
        Err("expected the path of a derive, such as `Debug` or `serde::Serialize`".to_owned())
    }
}

/// Checks that no derive is given twice. The compiler would report two implementations.
pub(crate) fn check_derives(derives: &[String]) -> Result<(), Error> {
    for (i, derive) in derives.iter().enumerate() {
        if last_part(derive) == "BiTable" {
            return Err(Error::new(
                format!(
                    "invalid value {} for `--derive`: every pulled struct derives `BiTable`",
                    quoted(derive)
                ),
                "remove it",
            ));
        }
        if derives[..i].contains(derive) {
            return Err(Error::new(
                format!("`--derive` has {} twice", quoted(derive)),
                "remove one of them",
            ));
        }
    }
    Ok(())
}

fn last_part(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

fn is_identifier(text: &str) -> bool {
    let (name, is_raw) = match text.strip_prefix("r#") {
        Some(name) => (name, true),
        None => (text, false),
    };
    let mut chars = name.chars();
    let has_start = chars.next().is_some_and(|c| c == '_' || is_xid_start(c));
    let is_special = ["_", "Self"].contains(&name) || NEVER_RAW.contains(&name);
    has_start && chars.all(is_xid_continue) && !is_special && (is_raw || !KEYWORDS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derive_is_a_path() {
        for path in [
            "Debug",
            " Clone ",
            "serde::Serialize",
            "::serde::Serialize",
            "crate::derives::Own",
            "r#type::Größe",
        ] {
            assert_eq!(parse_derive(path), Ok(path.trim().to_owned()));
        }
        for text in [
            "",
            "::",
            "a::",
            "::a::",
            "a:b",
            "a b",
            "Debug)]",
            "Debug]\n",
            "crate",
            "::crate::A",
            "a::self",
            "type",
            "a::fn::B",
            "r#self",
            "_",
            "1a",
            "a<b>",
            "Self",
        ] {
            assert!(parse_derive(text).is_err(), "{text}");
        }
    }

    #[test]
    fn derive_is_given_once() {
        let check = |derives: &[&str]| {
            let derives: Vec<_> = derives.iter().map(|derive| (*derive).to_owned()).collect();
            check_derives(&derives).map_err(|error| error.to_string())
        };
        assert_eq!(check(&["Debug", "fmt::Debug"]), Ok(()));
        assert_eq!(
            check(&["Debug", "Clone", "Debug"]).unwrap_err(),
            "`--derive` has `Debug` twice; help: remove one of them"
        );
        assert_eq!(
            check(&["peaka_runtime::BiTable"]).unwrap_err(),
            "invalid value `peaka_runtime::BiTable` for `--derive`: every pulled struct derives `BiTable`; help: \
             remove it"
        );
    }
}
