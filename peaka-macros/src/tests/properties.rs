//! Properties of the derives for any input: no panic, valid Rust, and the declared columns in order.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::collection::vec;
use proptest::prelude::*;
use quote::{format_ident, quote};
use syn::visit::{self, Visit};

/// Tokens that the derives know, and some that they do not.
fn token() -> impl Strategy<Value = TokenTree> {
    let words = [
        "struct",
        "enum",
        "union",
        "pub",
        "r#type",
        "bitable",
        "table",
        "rename_all",
        "crate",
        "name",
        "display_name",
        "default",
        "unique",
        "not_null",
        "data_type",
        "flatten",
        "renamed_from",
        "references",
        "skip",
        "ai",
        "golden",
        "question",
        "sql",
        "Customer",
        "nmae",
        "i64",
        "Option",
        "Self",
        "_x",
        "größe",
        "where",
        "dyn",
        "T",
    ];
    let word = proptest::sample::select(words.to_vec()).prop_map(|word| {
        TokenTree::Ident(match word.strip_prefix("r#") {
            Some(raw) => Ident::new_raw(raw, Span::call_site()),
            None => Ident::new(word, Span::call_site()),
        })
    });
    let punctuation = proptest::sample::select("#=,:;<>&-.!'\u{7c}".chars().collect::<Vec<_>>())
        .prop_filter("a single quote is not a token", |c| *c != '\'')
        .prop_map(|c| TokenTree::Punct(Punct::new(c, Spacing::Alone)));
    let literal = prop_oneof![
        ".{0,4}".prop_map(|text| Literal::string(&text)),
        any::<i64>().prop_map(|n| Literal::u64_unsuffixed(n.unsigned_abs())),
        any::<u8>().prop_map(Literal::u8_suffixed),
        (0.0..9.0).prop_map(Literal::f64_unsuffixed),
        any::<char>().prop_map(Literal::character),
    ]
    .prop_map(TokenTree::Literal);
    let leaf = prop_oneof![4 => word, 4 => punctuation, 1 => literal];
    leaf.prop_recursive(4, 48, 8, |inner| {
        let delimiter = proptest::sample::select(vec![
            Delimiter::Parenthesis,
            Delimiter::Brace,
            Delimiter::Bracket,
            Delimiter::None,
        ]);
        (delimiter, vec(inner, 0..8)).prop_map(|(delimiter, tokens)| {
            TokenTree::Group(Group::new(delimiter, tokens.into_iter().collect()))
        })
    })
}

fn any_tokens() -> impl Strategy<Value = TokenStream> {
    vec(token(), 0..12).prop_map(|tokens| tokens.into_iter().collect())
}

/// SQL with placeholders, most of which are wrong.
fn any_sql() -> impl Strategy<Value = String> {
    let pieces = [
        "SELECT",
        "WITH",
        "{",
        "}",
        "{table}",
        "{field0}",
        "{Customer}",
        "{Customer::id}",
        "::",
        "'",
        "\"",
        "--",
        "/*",
        "*/",
        ";",
        "\n",
        " ",
        "größe",
        "{Self::",
        "<'a>",
        "\u{202e}",
    ];
    vec(proptest::sample::select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
}

/// A struct whose attributes and types are arbitrary tokens, so that more code runs before it fails.
fn struct_with_any_attributes() -> impl Strategy<Value = TokenStream> {
    let attrs = vec((any_tokens(), any::<bool>()), 0..4);
    let golden = (any_tokens(), ".{0,4}", any_sql());
    (any_tokens(), attrs, golden).prop_map(|(of_struct, fields, (tokens, question, sql))| {
        let fields = fields
            .into_iter()
            .enumerate()
            .map(|(i, (tokens, is_type))| {
                let name = format_ident!("field{i}");
                if is_type {
                    quote!(#name: #tokens,)
                } else {
                    quote!(#[bitable(#tokens)] #name: i64,)
                }
            });
        let golden = quote!(#[golden(#tokens)] #[golden(question = #question, sql = #sql)]);
        quote!(#[bitable(#of_struct)] #golden struct Event { #(#fields)* })
    })
}

/// A valid field, and the name of its column.
fn field(index: usize) -> impl Strategy<Value = (TokenStream, Option<String>)> {
    let name = format!("f{index}_{}", ["id", "größe", "Ab", "名前"][index % 4]);
    let keys = proptest::sample::select(vec![
        "",
        "unique",
        "not_null",
        "default = -3",
        "default = 1.5",
        "default = MAX",
        "unique, not_null,",
        "display_name = \"x {} \\\"\"",
        "data_type = \"uuid\"",
        "name",
        "skip",
        "renamed_from",
        "references = <Customer<T>>::id",
        "references = crate::Customer<'static>::id",
    ]);
    (keys, any::<bool>()).prop_map(move |(keys, split)| {
        let ident = format_ident!("{name}");
        let ty = quote!(Vec<crate::Any<'static, 3>>);
        match keys {
            "skip" => (quote!(#[bitable(skip)] #ident: #ty), None),
            "name" => {
                let other = format!("other/{index}");
                (quote!(#[bitable(name = #other)] #ident: #ty), Some(other))
            }
            "renamed_from" => {
                let before = format!("before{index}");
                (
                    quote!(#[bitable(renamed_from = #before)] #ident: #ty),
                    Some(name.clone()),
                )
            }
            keys => {
                let keys: TokenStream = keys.parse().expect("keys are tokens");
                let more = split.then(|| quote!(#[bitable()] #[doc = "other"]));
                (
                    quote!(#more #[bitable(#keys)] pub #ident: #ty),
                    Some(name.clone()),
                )
            }
        }
    })
}

/// Returns the names of the columns in generated code, in order.
fn columns(file: &syn::File) -> Vec<String> {
    struct Names(Vec<String>);

    impl<'ast> Visit<'ast> for Names {
        fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
            if let syn::Expr::Path(function) = &*call.func {
                let last = function.path.segments.last();
                if last.is_some_and(|segment| segment.ident == "name_columns") {
                    if let Some(syn::Expr::Array(names)) = call.args.first() {
                        self.0.extend(names.elems.iter().map(text));
                    }
                }
            }
            visit::visit_expr_call(self, call);
        }
    }

    let mut names = Names(Vec::new());
    names.visit_file(file);
    names.0
}

fn text(expression: &syn::Expr) -> String {
    match expression {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => text.value(),
        _ => panic!("expected a string"),
    }
}

fn parsed(tokens: TokenStream) -> syn::File {
    syn::parse2(tokens).expect("generated code is Rust")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn derives_do_not_panic_on_any_tokens(tokens in any_tokens()) {
        crate::bi_table::derive(tokens.clone(), true);
        crate::column_type::derive(tokens.clone());
        crate::bi_row::derive(tokens.clone());
        crate::from_cell::derive(tokens);
    }

    #[test]
    fn any_struct_gives_valid_rust(tokens in struct_with_any_attributes()) {
        let is_struct = syn::parse2::<syn::DeriveInput>(tokens.clone()).is_ok();
        let derived = crate::bi_table::derive(tokens, true);
        if is_struct {
            parsed(derived);
        }
    }

    #[test]
    fn valid_struct_gives_its_columns_in_order(
        fields in (1..24_usize).prop_flat_map(|count| (0..count).map(field).collect::<Vec<_>>())
    ) {
        let declared: Vec<_> = fields.iter().filter_map(|(_, name)| name.clone()).collect();
        prop_assume!(!declared.is_empty());
        let fields = fields.iter().map(|(field, _)| field);
        let derived = crate::bi_table::derive(quote!(pub struct Event<'a, T: Copy> { #(#fields),* }), true);
        prop_assert!(!derived.to_string().contains("compile_error"), "{}", derived);
        prop_assert_eq!(columns(&parsed(derived)), declared);
    }
}
