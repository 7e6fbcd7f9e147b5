//! Nothing of the prelude is needed.
#![no_implicit_prelude]
#![allow(dead_code)]

#[derive(::peaka_runtime::BiTable)]
struct Event {
    #[bitable(default = -3, unique, not_null)]
    id: i64,
    note: ::std::option::Option<::std::string::String>,
}

fn main() {}
