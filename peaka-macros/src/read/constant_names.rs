//! Names the constants in which columns are checked.

use std::collections::HashSet;

use proc_macro2::Span;
use quote::{ToTokens, format_ident};

use super::table::{FieldKind, Table};
use super::token_names::single_names;

/// Rust 1.85 reads `const r#move` and `const r#static` as the start of a closure.
const READ_AS_CLOSURES: [&str; 2] = ["r#move", "r#static"];

/// Names the constants after the fields, except those that another name in the generated code would then refer to.
pub(crate) fn name_constants(table: &mut Table<'_>) {
    let mut taken = HashSet::new();
    for field in &table.fields {
        match field {
            FieldKind::Flatten(flattened) => {
                single_names(flattened.ty.to_token_stream(), &mut taken);
            }
            FieldKind::Column(column) => {
                single_names(column.ty.to_token_stream(), &mut taken);
                let target = column.references.as_ref().map(|path| &path.target.ty);
                single_names(target.to_token_stream(), &mut taken);
                single_names(column.default.to_token_stream(), &mut taken);
            }
        }
    }
    for field in &mut table.fields {
        let FieldKind::Column(column) = field else {
            continue;
        };
        let is_free = taken.insert(column.field_name.clone());
        if is_free && !READ_AS_CLOSURES.iter().any(|name| column.constant == name) {
            // On this span, no lint complains about the letter case.
            column.constant.set_span(Span::mixed_site());
        } else {
            column.constant = format_ident!("__PEAKA_COLUMN_{}", column.index);
        }
    }
}
