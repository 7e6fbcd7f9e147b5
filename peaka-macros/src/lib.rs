//! The derives of peaka-rs: use them through `peaka_runtime`, which re-exports them.

use proc_macro::TokenStream;

mod attr;
mod bi_table;
mod check;
mod column_type;
mod data_type;
mod description;
mod emit;
mod errors;
mod expand;
mod faults;
mod hold;
mod model;
mod names;
mod rename;
mod runtime;
mod snapshot;
mod suggest;
#[cfg(test)]
mod tests;

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
/// | `rename_all = "camelCase"` | how fields' names become columns': serde's rules, with serde's results |
/// | `snapshot = "peaka/events.json"` | the list of live columns that the fields are held to while the program is compiled: a path from the directory of the package's `Cargo.toml` |
/// | `unregistered` | the struct is no table of the program's own: `sync_all` leaves it out |
/// | `crate = crate::peaka` | the path of the runtime, where it is not `::peaka_runtime` |
///
/// The rules are `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`,
/// `SCREAMING_SNAKE_CASE`, `kebab-case` and `SCREAMING-KEBAB-CASE`.
///
/// # Keys of a field
///
/// | key | meaning |
/// | --- | --- |
/// | `name = "user"` | the column's name, whatever `rename_all` says |
/// | `display_name = "User"` | the name that Peaka Studio shows; without it, the column's name |
/// | `default = 3` | the value of a row that gives none: a literal of the column's type, or the path of a constant |
/// | `unique` | no two rows have the same value |
/// | `not_null` | every row has a value; not on an `Option` |
/// | `data_type = "DECIMAL"` | the data type, whatever the field's type says; that need not be a `ColumnType` |
/// | `flatten` | the columns of the field's type, which derives `BiTable` too, in the field's place |
/// | `renamed_from = "agent"` | the name that the column had before: a sync renames the column if the table has it under that name alone |
/// | `skip` | the field is no column |
///
/// A default is an integer for BIGINT, `true` or `false` for BOOLEAN, a number or its text for DECIMAL
/// (`1.50`, `"1.50"`), and text for the others: anything for VARCHAR, `"2024-01-31"` for DATE,
/// `"08:30:00"` for TIME, `"2024-01-31 08:30:00"` for TIMESTAMP, 32 hexadecimal digits in five groups
/// for UUID. A constant may be an integer, a `bool` or a `&'static str`; its value is held to the same.
///
/// # Snapshots
///
/// With `snapshot`, a column whose data type, flags or default are not those of the file, or that the
/// file does not have, fails the build at its field; display names are not compared, and neither is
/// what the file has beyond the fields. The file is what `peaka snapshot events --out
/// peaka/events.json` writes, and the build runs again when it changes. What was compared is
/// `BiTable::SNAPSHOT` when the program runs.
///
/// # Errors
///
/// What cannot be a table fails the build, with all faults of a struct at once, each at its
/// place: among them a default that is not of the field's type or out of its range, `not_null` on an
/// `Option`, a name that is the service's own, and two names that the service would store as one
/// (it was measured to drop underscores, so `user_id` and `userid` are one), also through `flatten`.
/// Of several faults of one field, all but the first may wait for the next build; and the values of
/// a struct with type or const parameters are checked where it is used, by `cargo build` and not by
/// `cargo check`. A default is held to the field's type; with `data_type`, to that type alone.
#[proc_macro_derive(BiTable, attributes(bitable))]
pub fn derive_bi_table(input: TokenStream) -> TokenStream {
    bi_table::derive(input.into(), cfg!(feature = "registry")).into()
}

/// Says which data type a column for values of a type has.
///
/// A struct with one field, generic or not, is what its field is: its data type, whether it can be
/// null, and the range of its defaults. An enum whose variants have no fields is VARCHAR; which texts
/// its variants are is not checked.
///
/// The keys are `#[bitable(crate = …)]` on the type, the path of the runtime where it is not
/// `::peaka_runtime`; and `#[bitable(skip)]` on a further field, such as a `PhantomData`.
#[proc_macro_derive(ColumnType, attributes(bitable))]
pub fn derive_column_type(input: TokenStream) -> TokenStream {
    column_type::derive(input.into()).into()
}
