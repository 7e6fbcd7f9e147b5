//! Reads `#[golden(question = "…", sql = "…")]`.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Attribute, Ident, LitStr, TypePath};

use super::attribute::golden_entries;
use super::field_path::StructPath;
use super::sql_template::{Piece, pieces};
use crate::errors::Errors;
use crate::messages;

pub(crate) const GOLDEN_ATTRIBUTES: &[&str] = &["question", "sql"];

/// A question, and the SQL that answers it.
pub(crate) struct Golden {
    pub(crate) question: LitStr,
    pub(crate) parts: Vec<Part>,
    /// The span of the SQL.
    pub(crate) span: Span,
}

/// A part of the SQL.
pub(crate) enum Part {
    Text(String),
    Placeholder(Placeholder),
}

/// What a placeholder is replaced by.
#[derive(Clone)]
pub(crate) enum Placeholder {
    /// `{table}`
    OwnTable,
    /// `{field}` or `{Self::field}`
    OwnColumn(String),
    /// `{Customer}`
    Table(StructPath),
    /// `{Customer::name}`
    Column(StructPath, String),
}

/// Reads the golden SQLs of a struct, without those that have an error.
pub(crate) fn goldens(attrs: &[Attribute], own_fields: &[String], errors: &Errors) -> Vec<Golden> {
    attrs
        .iter()
        .filter(|attr| is_golden(attr))
        .filter_map(|attr| Golden::read(attr, own_fields, errors))
        .collect()
}

/// Returns whether an attribute is `#[golden(…)]`.
pub(super) fn is_golden(attr: &Attribute) -> bool {
    attr.path().is_ident("golden")
}

impl Golden {
    fn read(attr: &Attribute, own_fields: &[String], errors: &Errors) -> Option<Self> {
        let before = errors.count();
        let (mut question, mut sql) = (None, None);
        for entry in golden_entries(attr, GOLDEN_ATTRIBUTES, errors) {
            if entry.key == "question" {
                question = entry.string(errors);
            } else {
                sql = entry.string(errors);
            }
        }
        if let Some(question) = &question {
            if question.value().trim().is_empty() {
                errors.on(question, messages::EMPTY_QUESTION);
            }
        }
        let span = sql.as_ref().map(LitStr::span);
        let parts = sql.and_then(|sql| match parts(&sql, own_fields) {
            Ok(parts) => Some(parts),
            Err(message) => {
                errors.on(sql, message);
                None
            }
        });
        if errors.count() > before {
            return None;
        }
        let (Some(question), Some(parts), Some(span)) = (question, parts, span) else {
            errors.on(&attr.meta, messages::EXPECTED_GOLDEN);
            return None;
        };
        Some(Self {
            question,
            parts,
            span,
        })
    }
}

/// Returns the parts of the SQL, or what is wrong with it.
fn parts(sql: &LitStr, own_fields: &[String]) -> Result<Vec<Part>, String> {
    let text = sql.value();
    let parts = pieces(text.trim())?.into_iter().map(|piece| match piece {
        Piece::Text(text) => Ok(Part::Text(text)),
        Piece::Placeholder(content) => {
            let placeholder = Placeholder::read(content, sql.span(), own_fields);
            placeholder.map(Part::Placeholder)
        }
    });
    parts.collect()
}

impl Placeholder {
    /// Reads what is between the braces.
    fn read(content: &str, span: Span, own_fields: &[String]) -> Result<Self, String> {
        let invalid = || messages::invalid_placeholder(content);
        let content = content.trim();
        if content.is_empty() {
            return Err(messages::EMPTY_PLACEHOLDER.to_owned());
        }
        let (head, last) = split_path(content);
        let struct_path = |text: &str| {
            let ty: TypePath = LitStr::new(text, span).parse().map_err(|_| invalid())?;
            Ok(StructPath::new(ty))
        };
        let field = field_name(last);
        match (head, field) {
            (None, Some(field)) if field == "table" => Ok(Self::OwnTable),
            (None, Some(field)) if own_fields.contains(&field) => Ok(Self::OwnColumn(field)),
            // A field of a struct may begin with an upper-case letter too.
            (head, _)
                if is_type_name(last)
                    && !head.is_some_and(|head| is_type_name(split_path(head).1)) =>
            {
                struct_path(content).map(Self::Table)
            }
            (None, Some(field)) => Ok(Self::OwnColumn(field)),
            (Some(head), Some(field)) => {
                let target = struct_path(head)?;
                Ok(if target.is_self() {
                    Self::OwnColumn(field)
                } else {
                    Self::Column(target, field)
                })
            }
            (_, None) => Err(invalid()),
        }
    }
}

/// Splits a path before its last segment, which may have generic arguments.
fn split_path(path: &str) -> (Option<&str>, &str) {
    let mut depth = 0_usize;
    let colons = path
        .match_indices([':', '<', '>'])
        .filter_map(|(index, separator)| {
            match separator {
                "<" => depth += 1,
                ">" => depth = depth.saturating_sub(1),
                _ if depth == 0 && path[index..].starts_with("::") => return Some(index),
                _ => {}
            }
            None
        });
    match colons.last() {
        Some(index) => (Some(path[..index].trim()), path[index + 2..].trim()),
        None => (None, path.trim()),
    }
}

fn is_type_name(segment: &str) -> bool {
    segment.starts_with(char::is_uppercase)
}

/// Returns the name of a field without `r#`. Keywords need no `r#` here.
fn field_name(text: &str) -> Option<String> {
    let ident = LitStr::new(text, Span::call_site()).parse_with(Ident::parse_any);
    ident.ok().map(|ident| ident.unraw().to_string())
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    fn read(content: &str) -> Result<String, String> {
        let own_fields = ["id", "ID", "table"].map(str::to_owned);
        let placeholder = Placeholder::read(content, Span::call_site(), &own_fields)?;
        let tokens = |target: &StructPath| target.ty.to_token_stream().to_string().replace(' ', "");
        Ok(match &placeholder {
            Placeholder::OwnTable => "own table".to_owned(),
            Placeholder::OwnColumn(field) => format!("own column {field}"),
            Placeholder::Table(target) => format!("table {}", tokens(target)),
            Placeholder::Column(target, field) => format!("column {field} of {}", tokens(target)),
        })
    }

    #[test]
    fn placeholders_name_tables_and_columns() {
        for (content, expected) in [
            ("table", "own table"),
            (" table ", "own table"),
            ("id", "own column id"),
            ("other", "own column other"),
            ("r#type", "own column type"),
            ("type", "own column type"),
            ("größe", "own column größe"),
            ("ID", "own column ID"),
            ("Self::table", "own column table"),
            ("Self", "table Self"),
            ("Customer", "table Customer"),
            ("Customer<'static>", "table Customer<'static>"),
            ("crate::x::Customer", "table crate::x::Customer"),
            ("Customer::name", "column name of Customer"),
            ("Customer::type", "column type of Customer"),
            ("crate::Customer :: name", "column name of crate::Customer"),
            ("Customer<a::B>::name", "column name of Customer<a::B>"),
            ("Customer<a::B>", "table Customer<a::B>"),
            ("a::Customer<b::C>", "table a::Customer<b::C>"),
            ("Self::ID", "own column ID"),
            ("a::Customer<b::C>::ID", "column ID of a::Customer<b::C>"),
        ] {
            assert_eq!(read(content).as_deref(), Ok(expected), "{content}");
        }
        for content in [
            "",
            ":a",
            "a::",
            "A:::b",
            "id:?",
            "a b",
            "1",
            "a.b",
            "Customer::",
            "::",
            "Customer<",
            "$.a",
        ] {
            assert!(read(content).is_err(), "{content}");
        }
    }
}
