//! Generated code, compared with files that a reviewer can read.

use proc_macro2::TokenStream;
use quote::quote;

/// Compares with `expanded/<name>.rs` beside this file, or writes it if `UPDATE` is set.
fn assert_reviewed(name: &str, tokens: TokenStream) {
    let file = syn::parse2(tokens).expect("generated code is Rust");
    let code = prettyplease::unparse(&file);
    let path = format!(
        "{}/src/tests/expanded/{name}.rs",
        env!("CARGO_MANIFEST_DIR")
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &code).expect("the file is written");
    }
    let reviewed = std::fs::read_to_string(&path).expect("the file is there");
    assert_eq!(
        code,
        reviewed.replace("\r\n", "\n"),
        "run with UPDATE=1 and read the change"
    );
}

fn derive(tokens: TokenStream) -> TokenStream {
    crate::bi_table::derive(tokens, false)
}

#[test]
fn table() {
    let tokens = derive(quote! {
        #[bitable(table = "events", rename_all = "camelCase")]
        struct Event {
            #[bitable(unique, not_null)]
            id: i64,
            #[bitable(display_name = "Visitor", renamed_from = "user")]
            visitor_id: String,
            #[bitable(default = 0)]
            clicks: u32,
            #[bitable(data_type = "DECIMAL", default = MAX_PRICE)]
            price: f64,
            note: Option<String>,
            #[bitable(skip)]
            cache: Vec<u8>,
        }
    });
    assert_reviewed("table", tokens);
}

#[test]
fn generic_table() {
    let tokens = derive(quote! {
        struct Event<'a, T: ColumnType> {
            #[bitable(default = Self::FIRST)]
            id: T,
            note: &'a str,
        }
    });
    assert_reviewed("generic", tokens);
}

#[test]
fn table_with_flattened_columns() {
    let tokens = derive(quote! {
        struct Visit {
            id: i64,
            #[bitable(flatten)]
            place: Place,
        }
    });
    assert_reviewed("flattened", tokens);
}

#[test]
fn table_with_a_snapshot() {
    let tokens = derive(quote! {
        #[bitable(table = "visits", snapshot = "src/tests/snapshots/visits.json")]
        struct Visit {
            #[bitable(not_null, unique)]
            id: i64,
            #[bitable(flatten)]
            place: Place,
        }
    });
    assert_reviewed("snapshot", tokens);
}

#[test]
fn registered_table() {
    let tokens = quote! {
        /// Page views.
        #[bitable(table = "visits")]
        struct Visit<'a> {
            /// The primary key.
            id: i64,
            #[bitable(flatten)]
            place: Place<'a>,
        }
    };
    assert_reviewed("registered", crate::bi_table::derive(tokens, true));
}

#[test]
fn unregistered_and_generic_structs_are_not_registered_as_tables() {
    let unregistered = quote! {
        #[bitable(unregistered)]
        struct Place {
            country: String,
        }
    };
    let generic = quote! {
        struct Visit<T> {
            id: T,
            #[bitable(flatten)]
            place: Place,
        }
    };
    for (tokens, is_part) in [(unregistered, false), (generic, true)] {
        let derived = crate::bi_table::derive(tokens, true).to_string();
        assert!(!derived.contains("Registered :: table"), "{derived}");
        assert_eq!(
            derived.contains("Registered :: part :: < Place >"),
            is_part,
            "{derived}"
        );
    }
}

#[test]
fn newtype() {
    let tokens = crate::column_type::derive(quote! {
        struct Id<T>(T);
    });
    assert_reviewed("newtype", tokens);
}

#[test]
fn struct_with_an_error() {
    let tokens = derive(quote! {
        struct Event {
            #[bitable(nmae = "x")]
            id: i64,
        }
    });
    assert_reviewed("error", tokens);
}
