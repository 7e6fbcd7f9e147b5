//! The derive of [peaka-rs](https://docs.rs/peaka-runtime): use it through `peaka_runtime`.

use proc_macro::TokenStream;

mod attr;
mod bi_table;
mod check;
mod emit;
mod errors;
mod expand;
mod model;
mod names;
mod suggest;

/// Says which columns a BI table has: one for each field, in order.
///
/// The table's name is the struct's in `snake_case`, a column's name is its field's, and a column's
/// data type is what the field's type says as a `ColumnType`: an alias, a newtype or a type from a
/// macro is as right as the type itself. A column may be null and has no default unless a key
/// says otherwise.
///
/// # Keys of the struct
///
/// | key | meaning |
/// | --- | --- |
/// | `table = "events"` | the table's name |
///
/// # Keys of a field
///
/// | key | meaning |
/// | --- | --- |
/// | `name = "user"` | the column's name |
/// | `display_name = "User"` | the name that Peaka Studio shows; without it, the column's name |
/// | `default = 3` | the value of a row that gives none: a literal of the column's type |
/// | `unique` | no two rows have the same value |
/// | `not_null` | every row has a value; not on an `Option` |
/// | `skip` | the field is no column |
///
/// A default is an integer for BIGINT, `true` or `false` for BOOLEAN, a number or its text for DECIMAL
/// (`1.50`, `"1.50"`), and text for the others: anything for VARCHAR, `"2024-01-31"` for DATE,
/// `"08:30:00"` for TIME, `"2024-01-31 08:30:00"` for TIMESTAMP, 32 hexadecimal digits in five groups
/// for UUID.
///
/// # Errors
///
/// What cannot be a table fails the build, with all faults of a struct at once, each at its
/// place: among them a default that is not of the field's type or out of its range, `not_null` on an
/// `Option`, a name that is the service's own, and two names that the service would store as one
/// (it was measured to drop underscores, so `user_id` and `userid` are one).
#[proc_macro_derive(BiTable, attributes(bitable))]
pub fn derive_bi_table(input: TokenStream) -> TokenStream {
    bi_table::derive(input.into()).into()
}
