//! The text of doc comments.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// Returns the lines of all doc comments of one item, without the indentation that they share, as rustdoc does. Text
/// that a macro produces, such as `include_str!`, is left out, because a derive does not see it.
pub(crate) fn description(attrs: &[Attribute]) -> Option<String> {
    let texts: Vec<_> = attrs.iter().filter_map(doc).collect();
    let lines: Vec<_> = texts.iter().flat_map(|text| text.split('\n')).collect();
    let is_starred = |line: &&str| line.trim_start().starts_with('*');
    // A block comment is one attribute. All its lines after the first may begin with `*`.
    let has_stars = texts.len() == 1 && lines.len() > 1 && {
        let mut inner = lines[1..].iter().filter(|line| !line.trim().is_empty());
        inner.all(is_starred)
    };
    let unstarred = lines.iter().map(|line| match line.trim_start() {
        starred if has_stars => starred.strip_prefix('*').unwrap_or(starred),
        _ => line,
    });
    // Trailing spaces are not trimmed: in Markdown, two of them are a line break.
    let lines: Vec<_> = unstarred
        .map(|line| match line.trim() {
            "" => "",
            _ => line.strip_suffix('\r').unwrap_or(line),
        })
        .collect();
    let indents = lines.iter().filter(|line| !line.is_empty());
    let indent = indents.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len());
    let indent = indent.min().unwrap_or(0);
    let lines: Vec<_> = lines
        .iter()
        .map(|line| line.get(indent..).unwrap_or(""))
        .collect();
    let text = lines.join("\n");
    let text = text.trim_start_matches('\n').trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}

fn doc(attr: &Attribute) -> Option<String> {
    match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::{ItemStruct, parse_quote};

    use super::*;

    fn of(item: ItemStruct) -> Option<String> {
        description(&item.attrs)
    }

    #[test]
    fn doc_comments_become_text() {
        assert_eq!(
            of(parse_quote!(
                struct S;
            )),
            None
        );
        assert_eq!(
            of(parse_quote! {
                ///
                #[doc(hidden)]
                #[doc = include_str!("x")]
                struct S;
            }),
            None
        );
        assert_eq!(
            of(parse_quote! {
                /// Who came.
                ///
                ///   - and "when"
                #[derive(Debug)]
                #[doc = " And where."]
                struct S;
            }),
            Some("Who came.\n\n  - and \"when\"\nAnd where.".to_owned())
        );
        assert_eq!(
            of(parse_quote! {
                #[doc = "*\n * Who came.\n *\n *   Größe\n "]
                struct S;
            }),
            Some("Who came.\n\n  Größe".to_owned())
        );
        assert_eq!(
            of(parse_quote! {
                #[doc = " Who\n came. "]
                struct S;
            }),
            Some("Who\ncame.".to_owned())
        );
    }

    #[test]
    fn indentation_is_that_of_rustdoc() {
        for (doc, expected) in [
            ("\tWho came.\n\n\tAnd when.", "Who came.\n\nAnd when."),
            ("\tWho.\n\t\tcode", "Who.\n\tcode"),
            // rustdoc counts a tab as one character.
            (" \tWho.\n  And when.", "Who.\nAnd when."),
            (" Who.\n\t\n When.", "Who.\n\nWhen."),
            ("\u{a0}Who.\n When.", "\u{a0}Who.\n When."),
            (" Who.  \n When.  ", "Who.  \nWhen."),
            (" Who.\r\n When.\r\n", "Who.\nWhen."),
        ] {
            assert_eq!(
                of(parse_quote!(#[doc = #doc] struct S;)).as_deref(),
                Some(expected)
            );
        }
    }
}
