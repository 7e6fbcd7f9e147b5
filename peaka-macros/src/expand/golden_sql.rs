//! Generates golden SQLs, and the checks of the columns that they name.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, parse_quote};

use super::flatten::outside_impl;
use super::reference::{expand_check_constant, expand_struct_fields, expand_target};
use crate::read::{Golden, Part, Placeholder, StructPath, Table};

/// Returns the constant with the golden SQLs, if there are any.
pub(super) fn expand_golden_sqls(input: &DeriveInput, table: &Table<'_>) -> Option<TokenStream> {
    if table.goldens.is_empty() {
        return None;
    }
    let runtime = table.runtime.path();
    let goldens = table.goldens.iter().map(|golden| {
        let question = &golden.question;
        let parts = golden
            .parts
            .iter()
            .map(|part| expand_part(part, golden.span, table));
        quote!(#runtime::GoldenSql::new(#question, const { &[#(#parts),*] }))
    });
    let goldens = quote!(&[#(#goldens),*]);
    let checks: Vec<_> = checked_fields(table)
        .filter(|(target, _, _)| table.depends_on_parameters(&target.ty))
        .map(|(target, field, span)| {
            let fields = expand_struct_fields(input, &target, &target.ty, span, &table.runtime);
            expand_check(&fields, field, span, table)
        })
        .collect();
    let value = if checks.is_empty() {
        goldens
    } else {
        quote!({ #(#checks;)* #goldens })
    };
    Some(quote!(const GOLDEN_SQLS: &'static [#runtime::GoldenSql] = #value;))
}

fn expand_part(part: &Part, span: Span, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let spanned = table.runtime.at(span);
    let sql_part = quote!(#runtime::__private::SqlPart);
    match part {
        Part::Text(text) => quote!(#sql_part::Text(#text)),
        Part::Placeholder(Placeholder::OwnTable) => {
            quote!(#sql_part::Table(<Self as #runtime::BiTable>::TABLE))
        }
        Part::Placeholder(Placeholder::Table(target)) => {
            let ty = &target.ty;
            let name = quote_spanned!(span=> <#ty as #spanned::BiTable>::TABLE);
            quote!(#sql_part::Table(#name))
        }
        Part::Placeholder(Placeholder::OwnColumn(field)) => {
            let target = expand_target(quote!(Self), field, span, &table.runtime);
            quote!(#sql_part::Column(|| #target))
        }
        Part::Placeholder(Placeholder::Column(target, field)) => {
            let target = expand_target(&target.ty, field, span, &table.runtime);
            quote!(#sql_part::Column(|| #target))
        }
    }
}

/// Generates the checks of the fields that the placeholders name.
///
/// They are constants of their own, because the compiler evaluates one of an implementation only where it is used. The
/// checks that depend on a parameter of the struct must be there, though.
pub(super) fn expand_golden_checks(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let checks = checked_fields(table)
        .filter(|(target, _, _)| !table.depends_on_parameters(&target.ty))
        .map(|(target, field, span)| {
            let ty = outside_impl(&target.ty, &input.ident);
            let fields = expand_struct_fields(input, &target, &ty, span, &table.runtime);
            let check = expand_check(&fields, field, span, table);
            let target = expand_target(ty, field, span, &table.runtime);
            expand_check_constant(input, &target, &check)
        });
    checks.collect()
}

fn expand_check(fields: &TokenStream, field: &str, span: Span, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.at(span);
    quote_spanned!(span=> #runtime::__private::StructFields::check(&#fields, #field))
}

/// Returns the structs and fields that only the compiler can check, with the spans of the SQL.
fn checked_fields<'t>(table: &'t Table<'_>) -> impl Iterator<Item = (StructPath, &'t str, Span)> {
    let is_flattening = table.flattened().next().is_some();
    let parts = table
        .goldens
        .iter()
        .flat_map(|Golden { parts, span, .. }| parts.iter().map(|part| (part, *span)));
    parts.filter_map(move |(part, span)| match part {
        Part::Placeholder(Placeholder::Column(target, field)) => {
            Some((target.clone(), field.as_str(), span))
        }
        // Without flattened fields, the derive checks it.
        Part::Placeholder(Placeholder::OwnColumn(field)) if is_flattening => {
            let own = StructPath::new(parse_quote!(Self));
            Some((own, field.as_str(), span))
        }
        Part::Text(_) | Part::Placeholder(_) => None,
    })
}
