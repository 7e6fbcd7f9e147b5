//! Compares generated code with files in `expanded/`.

use proc_macro2::TokenStream;
use quote::quote;

/// Compares the code with `expanded/<name>.rs`, or writes the file if `UPDATE` is set.
fn assert_expansion(name: &str, tokens: TokenStream) {
    let file = syn::parse2(tokens).expect("generated code is Rust");
    let code = prettyplease::unparse(&file);
    let path = format!(
        "{}/src/tests/expanded/{name}.rs",
        env!("CARGO_MANIFEST_DIR")
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &code).expect("the file is written");
    }
    let reviewed = std::fs::read_to_string(&path).expect("the file exists");
    assert_eq!(
        code,
        reviewed.replace("\r\n", "\n"),
        "if the change is intended, run with UPDATE=1"
    );
}

fn derive(tokens: TokenStream) -> TokenStream {
    crate::bi_table::derive(tokens, false)
}

#[test]
fn table_expands_to_constants() {
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
    assert_expansion("table", tokens);
}

#[test]
fn generic_table_expands_to_constants_of_its_type() {
    let tokens = derive(quote! {
        struct Event<'a, T: ColumnType> {
            #[bitable(default = Self::FIRST)]
            id: T,
            note: &'a str,
        }
    });
    assert_expansion("generic", tokens);
}

#[test]
fn flattened_columns_are_joined_in_a_constant() {
    let tokens = derive(quote! {
        struct Visit {
            id: i64,
            #[bitable(flatten)]
            place: Place,
        }
    });
    assert_expansion("flattened", tokens);
}

#[test]
fn snapshot_is_included_and_compared() {
    let tokens = derive(quote! {
        #[bitable(table = "visits", snapshot = "src/tests/snapshots/visits.json")]
        struct Visit {
            #[bitable(not_null, unique)]
            id: i64,
            #[bitable(flatten)]
            place: Place,
        }
    });
    assert_expansion("snapshot", tokens);
}

#[test]
fn registered_table_is_submitted() {
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
    assert_expansion("registered", crate::bi_table::derive(tokens, true));
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
    let const_generic = quote! {
        struct Visit<const N: usize> {
            id: [u8; N],
            #[bitable(flatten)]
            place: Place,
        }
    };
    for (tokens, is_flattening) in [
        (unregistered, false),
        (generic, true),
        (const_generic, true),
    ] {
        let derived = crate::bi_table::derive(tokens, true).to_string();
        assert!(!derived.contains("RegistryEntry :: table"), "{derived}");
        assert_eq!(
            derived.contains(
                "RegistryEntry :: flattened :: < < Place as :: peaka_runtime :: Flatten > :: Table >"
            ),
            is_flattening,
            "{derived}"
        );
    }
}

#[test]
fn metadata_expands_to_constants_and_checks() {
    let tokens = derive(quote! {
        #[bitable(ai = false, rename_all = "camelCase")]
        #[golden(
            question = "Which customers bought most?",
            sql = "SELECT {Customer::name}, {Self::customer_id}, '{0}' FROM {table} JOIN {Customer} ON {{}}"
        )]
        struct Order<'a> {
            #[bitable(references = crate::sales::Customer<'a>::id)]
            customer_id: i64,
            #[bitable(data_type = "BIGINT", references = Self::customer_id)]
            previous: Id<'a>,
        }
    });
    assert_expansion("metadata", tokens);
}

#[test]
fn checks_that_depend_on_a_parameter_are_in_the_implementation() {
    let tokens = derive(quote! {
        #[golden(question = "Which city?", sql = "SELECT {city}, {Customer<T>::id} FROM {table}")]
        struct Order<T> {
            #[bitable(references = Customer::id)]
            customer: T,
            #[bitable(references = Customer<T>::id)]
            payer: i64,
            #[bitable(flatten)]
            place: Place,
        }
    });
    assert_expansion("generic_metadata", tokens);
}

#[test]
fn enum_has_the_texts_and_descriptions_of_its_variants() {
    let tokens = crate::column_type::derive(quote! {
        #[bitable(rename_all = "lowercase")]
        enum Kind {
            /// The page was shown.
            View,
            Click,
        }
    });
    assert_expansion("enum_column", tokens);
}

#[test]
fn newtype_has_the_column_of_its_field() {
    let tokens = crate::column_type::derive(quote! {
        struct Id<T>(T);
    });
    assert_expansion("newtype", tokens);
}

#[test]
fn struct_with_an_error_gets_a_stub_impl() {
    let tokens = derive(quote! {
        struct Event {
            #[bitable(nmae = "x")]
            id: i64,
        }
    });
    assert_expansion("error", tokens);
}

#[test]
fn path_of_the_runtime_is_that_of_the_attribute() {
    let tokens = quote! {
        #[bitable(crate = crate::peaka)]
        struct Visits {
            visits: u64,
            #[bitable(flatten)]
            place: Place,
        }
    };
    assert_expansion("row_of_other_path", crate::bi_row::derive(tokens));
}

#[test]
fn row_is_read_in_the_order_of_the_fields() {
    let tokens = crate::bi_row::derive(quote! {
        #[bitable(table = "events", rename_all = "camelCase")]
        struct Visits<T> {
            #[bitable(unique)]
            user_id: T,
            #[bitable(name = "n")]
            visits: u64,
            #[bitable(flatten)]
            place: Place,
            #[bitable(skip)]
            cache: Vec<u8>,
        }
    });
    assert_expansion("row", tokens);
}

#[test]
fn newtype_is_read_and_bound_like_its_field() {
    let tokens = crate::from_cell::derive(quote! {
        struct Id<T>(T, #[bitable(skip)] PhantomData<Event>);
    });
    assert_expansion("newtype_cell", tokens);
}

#[test]
fn enum_is_read_from_and_bound_as_the_name_of_a_variant() {
    let tokens = crate::from_cell::derive(quote! {
        #[bitable(crate = crate::peaka)]
        enum Kind { Click, r#View }
    });
    assert_expansion("enum_cell", tokens);
}
