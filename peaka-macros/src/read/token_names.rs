//! The names in the tokens of a type or an expression.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};

use crate::names::unraw;

/// Returns whether a type names one of the given parameters, other than as a later segment of a path.
pub(super) fn names_any(tokens: TokenStream, names: &[String]) -> bool {
    let mut colons = 0;
    tokens.into_iter().any(|token| {
        let is_colon = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':');
        let before = colons;
        colons = if is_colon { before + 1 } else { 0 };
        match token {
            TokenTree::Ident(ident) => before < 2 && names.contains(&unraw(&ident)),
            TokenTree::Group(group) => names_any(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        }
    })
}

/// Collects the names that are not part of a longer path.
pub(super) fn single_names(tokens: TokenStream, names: &mut HashSet<String>) {
    let is_colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    let mut tokens = tokens.into_iter().peekable();
    let mut is_after_colon = false;
    while let Some(token) = tokens.next() {
        let is_before_colon = tokens.peek().is_some_and(is_colon);
        let was_after_colon = std::mem::replace(&mut is_after_colon, is_colon(&token));
        match token {
            TokenTree::Ident(ident) if !was_after_colon && !is_before_colon => {
                names.insert(unraw(&ident));
            }
            TokenTree::Group(group) => single_names(group.stream(), names),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_without_a_path_are_collected() {
        let tokens = "Map<[time::Date; days], ::url::Url, r#type, { N }>"
            .parse()
            .unwrap();
        let mut names = HashSet::new();
        single_names(tokens, &mut names);
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_unstable();
        assert_eq!(names, ["Map", "N", "days", "type"]);
    }
}
