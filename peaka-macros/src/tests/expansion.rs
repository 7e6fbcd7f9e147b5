//! What users compile, as a file that a reviewer can read.

use proc_macro2::TokenStream;
use quote::quote;

/// Compares with `expanded/<name>.rs` beside this file, or writes it if `UPDATE` is set.
fn is_as_reviewed(name: &str, tokens: TokenStream) {
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
fn of_a_table() {
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
    is_as_reviewed("table", tokens);
}

#[test]
fn of_a_generic_table() {
    let tokens = derive(quote! {
        struct Event<'a, T: ColumnType> {
            #[bitable(default = Self::FIRST)]
            id: T,
            note: &'a str,
        }
    });
    is_as_reviewed("generic", tokens);
}

#[test]
fn of_a_table_with_the_columns_of_another() {
    let tokens = derive(quote! {
        struct Visit {
            id: i64,
            #[bitable(flatten)]
            place: Place,
        }
    });
    is_as_reviewed("flattened", tokens);
}

#[test]
fn of_a_table_that_is_held_to_a_snapshot() {
    let tokens = derive(quote! {
        #[bitable(table = "visits", snapshot = "src/tests/snapshots/visits.json")]
        struct Visit {
            #[bitable(not_null, unique)]
            id: i64,
            #[bitable(flatten)]
            place: Place,
        }
    });
    is_as_reviewed("snapshot", tokens);
}

#[test]
fn of_a_table_in_the_registry() {
    let tokens = quote! {
        /// Who came.
        #[bitable(table = "visits")]
        struct Visit<'a> {
            /// The key.
            id: i64,
            #[bitable(flatten)]
            place: Place<'a>,
        }
    };
    is_as_reviewed("registered", crate::bi_table::derive(tokens, true));
}

#[test]
fn of_structs_that_are_no_tables_of_their_own() {
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
fn of_a_column_type() {
    let tokens = crate::column_type::derive(quote! {
        struct Id<T>(T);
    });
    is_as_reviewed("newtype", tokens);
}

#[test]
fn of_a_struct_with_a_fault() {
    let tokens = derive(quote! {
        struct Event {
            #[bitable(nmae = "x")]
            id: i64,
        }
    });
    is_as_reviewed("fault", tokens);
}
