//! Generated code does not use the prelude.
#![no_implicit_prelude]
#![allow(dead_code)]

#[derive(::peaka_runtime::BiTable)]
#[bitable(ai = true, rename_all = "camelCase")]
#[golden(question = "Which?", sql = "SELECT {id}, {Place::city} FROM {table}, {Place}")]
struct Event {
    #[bitable(default = -3, unique, not_null)]
    id: i64,
    #[bitable(references = Self::id)]
    previous_id: i64,
    #[bitable(data_type = "DECIMAL", not_null)]
    price: f64,
    #[bitable(flatten)]
    place: Place,
    note: ::std::option::Option<::std::string::String>,
}

#[derive(::peaka_runtime::BiTable)]
struct Place {
    city: City,
}

#[derive(::peaka_runtime::ColumnType, ::peaka_runtime::FromCell)]
struct City(::std::string::String);

#[derive(::peaka_runtime::ColumnType, ::peaka_runtime::FromCell)]
enum Kind {
    /// The page was shown.
    Some,
    None,
}

fn main() {}
