//! The code that checks a struct against its snapshot at compile time.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::flatten::columns_static;
use crate::look_alike::lookalike_key;
use crate::read::{
    Column, Flattened, RuntimePath, Snapshot, SnapshotColumn, SnapshotFile, SnapshotLocation,
};

/// Returns the location and the content of the snapshot as statics, and a check of the columns of each flattened type.
///
/// They are statics because the compiler evaluates a constant again wherever it is used.
pub(crate) fn snapshot_statics<'a>(
    snapshot: &SnapshotFile,
    levels: TokenStream,
    flattened: impl Iterator<Item = &'a Flattened<'a>>,
    runtime_path: &RuntimePath,
) -> TokenStream {
    let runtime = runtime_path.path();
    let SnapshotFile {
        file,
        location,
        content,
    } = snapshot;
    let SnapshotLocation {
        package,
        manifest_path,
        path,
        command,
    } = location;
    let location = quote! {
        static __PEAKA_SNAPSHOT_LOCATION: #runtime::SnapshotLocation =
            #runtime::__private::snapshot_location([#package, #manifest_path, #path, #command]);
        // Reading the variable makes cargo rebuild the package when it changes.
        const _: ::core::option::Option<&'static ::core::primitive::str> =
            ::core::option_env!("PEAKA_SNAPSHOT");
    };
    let Some(Snapshot {
        table,
        stored_table,
        columns,
    }) = content
    else {
        return location;
    };
    let count = Literal::usize_unsuffixed(columns.len());
    let columns = columns
        .iter()
        .map(|column| snapshot_column(column, runtime_path));
    let flattened = flattened.map(|field| {
        let span = field.ty.span();
        let columns = columns_static(field);
        let runtime = runtime_path.at(span);
        let checked = quote_spanned! {span=>
            #runtime::__private::SnapshotIndex::check(&__PEAKA_SNAPSHOT_INDEX, &#columns)
        };
        quote! {
            #[allow(long_running_const_eval)]
            const _: () = #checked;
        }
    });
    quote! {
        #location
        static __PEAKA_SNAPSHOT: #runtime::Snapshot = #runtime::__private::snapshot(
            &__PEAKA_SNAPSHOT_LOCATION,
            [#table, #stored_table],
            &[#(#columns),*],
        );
        #[allow(long_running_const_eval)]
        static __PEAKA_SNAPSHOT_INDEX: #runtime::__private::SnapshotIndex<#count> =
            #runtime::__private::SnapshotIndex::new(&__PEAKA_SNAPSHOT, #levels);
        // `include_bytes!` makes cargo rebuild the package when the file changes. The compiler joins the path, so that
        // the generated code does not contain a path of this machine.
        const _: &[::core::primitive::u8] = ::core::include_bytes!(::core::concat!(
            ::core::env!("CARGO_MANIFEST_DIR"),
            "/",
            #file
        ));
        #(#flattened)*
    }
}

/// Returns the column with a check against the snapshot, on the span of the field's name.
pub(crate) fn checked_against_snapshot(
    column: &Column<'_>,
    declared: TokenStream,
    runtime: &RuntimePath,
) -> TokenStream {
    let name = &column.name.text;
    let span = column.field.span();
    let runtime = runtime.at(span);
    quote_spanned! {span=>
        #runtime::__private::UnnamedColumn::in_snapshot(#declared, #name, &__PEAKA_SNAPSHOT_INDEX)
    }
}

fn snapshot_column(column: &SnapshotColumn, runtime: &RuntimePath) -> TokenStream {
    let runtime = runtime.path();
    let SnapshotColumn {
        name,
        data_type,
        display_name,
        default_value,
        is_not_null,
        is_unique,
    } = column;
    let texts = [data_type, display_name, default_value].map(option);
    let flags = [is_not_null, is_unique].map(option);
    let key = lookalike_key(name);
    let key = (key != *name).then(|| quote!(.with_lookalike_key(#key)));
    quote!(#runtime::__private::snapshot_column(#name, [#(#texts),*], [#(#flags),*]) #key)
}

fn option(value: &Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
