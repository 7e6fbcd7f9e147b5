//! The code that holds a struct to its snapshot while it is compiled.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::Column;
use crate::runtime::Runtime;
use crate::snapshot::{ListedColumn, Snapshot};

/// The snapshot as statics, because the compiler looks through a constant wherever one refers to it;
/// and the columns of each flattened type held to it by a constant of its own.
pub(crate) fn hold(
    snapshot: &Snapshot,
    flattened: impl Iterator<Item = TokenStream>,
    allowed: Option<TokenStream>,
    of_runtime: &Runtime,
) -> TokenStream {
    let runtime = of_runtime.path();
    let Snapshot {
        file,
        command,
        table,
        stored_table,
        columns,
    } = snapshot;
    let count = Literal::usize_unsuffixed(columns.len());
    let columns = columns.iter().map(|column| listed(column, of_runtime));
    let flattened = flattened.map(|ty| {
        let span = ty.span();
        let runtime = of_runtime.at(span);
        let checked = quote_spanned! {span=>
            #runtime::__private::Listed::check(&__PEAKA_LISTED, <#ty as #runtime::BiTable>::COLUMNS)
        };
        quote! {
            #allowed
            #[allow(long_running_const_eval)]
            const _: () = #checked;
        }
    });
    quote! {
        static __PEAKA_SNAPSHOT: #runtime::Snapshot = #runtime::__private::snapshot(
            [#file, #command, #table, #stored_table],
            &[#(#columns),*],
        );
        #[allow(long_running_const_eval)]
        static __PEAKA_LISTED: #runtime::__private::Listed<#count> =
            #runtime::__private::Listed::new(&__PEAKA_SNAPSHOT);
        // Nobody reads it: what it names is what the compiler watches, so that a change of the file is
        // a change of the code. The path is put together there, so that no machine's is in the code.
        const _: &[::core::primitive::u8] = ::core::include_bytes!(::core::concat!(
            ::core::env!("CARGO_MANIFEST_DIR"),
            "/",
            #file
        ));
        #(#flattened)*
    }
}

/// The column, held to the snapshot where the field is named.
pub(crate) fn in_snapshot(
    column: &Column<'_>,
    declared: TokenStream,
    runtime: &Runtime,
) -> TokenStream {
    let name = &column.name.text;
    let span = column.field.span();
    let runtime = runtime.at(span);
    quote_spanned! {span=>
        #runtime::__private::Column::in_snapshot(#declared, #name, &__PEAKA_LISTED)
    }
}

fn listed(column: &ListedColumn, runtime: &Runtime) -> TokenStream {
    let runtime = runtime.path();
    let ListedColumn {
        name,
        data_type,
        display_name,
        default_value,
        is_not_null,
        is_unique,
    } = column;
    let texts = [data_type, display_name, default_value].map(option);
    let flags = [is_not_null, is_unique].map(option);
    quote!(#runtime::__private::snapshot_column(#name, [#(#texts),*], [#(#flags),*]))
}

fn option(value: &Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
