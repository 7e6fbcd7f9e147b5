#![doc = include_str!("../README.md")]

// A derive reads its input (`read`), checks the fields against each other (`check`), and generates
// code (`expand`); `bi_table`, `column_type`, `bi_row` and `from_cell` are the pipelines. `ARCHITECTURE.md` lists the
// modules in the order of their imports.

use proc_macro::TokenStream;

mod bi_row;
mod bi_table;
mod check;
mod column_trait;
mod column_type;
mod emit;
mod errors;
mod expand;
mod from_cell;
mod look_alike;
mod messages;
mod names;
mod printable;
mod read;
mod rename_rule;
mod suggest;
#[cfg(test)]
mod tests;

/// Declares the columns of a BI table: one for each field, in order.
///
/// The table's name is the struct's name in `snake_case`, and a column's name is its field's name. A
/// column's data type comes from the field's type, through the trait `ColumnType`, so type aliases and types
/// written by a macro work too. For your own newtypes and enums, derive [`ColumnType`]. Columns are nullable
/// and have no default, unless an attribute says otherwise. Doc comments become descriptions.
///
/// # Examples
///
/// ```
/// use peaka_runtime::BiTable;
///
/// /// Page views of the public site.
/// #[derive(BiTable)]
/// #[bitable(table = "events", rename_all = "camelCase")]
/// struct Event {
///     #[bitable(unique, not_null)]
///     id: i64,
///     #[bitable(display_name = "Visitor")]
///     visitor: String,
///     #[bitable(default = 0)]
///     clicks: i64,
///     #[bitable(skip)]
///     cache: Vec<u8>,
/// }
///
/// assert_eq!(Event::TABLE, "events");
/// assert_eq!(Event::COLUMNS[1].display_name, "Visitor");
/// ```
///
/// # Container attributes
///
/// | attribute | meaning |
/// | --- | --- |
/// | `table = "events"` | Sets the table's name. |
/// | `rename_all = "camelCase"` | Renames all columns by one of serde's rules, with the same results as in serde. |
/// | `snapshot = "peaka/events.json"` | Checks the columns against a snapshot of the live table at compile time. The path is relative to the package's `Cargo.toml`, with `/` between directories. |
/// | `on(unique = "deny")` | Sets the levels of kinds of drift: `allow`, `warn` or `deny`. The kinds are `default`, `not_null`, `unique`, `display_name`, `stored_name` and `unmanaged`, and for metadata `description`, `categorical_values`, `relation`, `ai_usage` and `golden_sql`. The levels apply to the table of the struct, not to tables that flatten it. |
/// | `ai = false` | Sets whether Peaka's AI may use the table. Without it, the setting of the live table stays as it is. |
/// | `unregistered` | Leaves the struct out of `sync_all`. |
/// | `crate = crate::peaka` | Sets the path of the runtime, if the package does not depend on it. A dependency that is renamed in `Cargo.toml` is found. |
///
/// The rules of `rename_all` are `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`,
/// `SCREAMING_SNAKE_CASE`, `kebab-case` and `SCREAMING-KEBAB-CASE`.
///
/// # Field attributes
///
/// | attribute | meaning |
/// | --- | --- |
/// | `name = "user"` | Sets the column's name, regardless of `rename_all`. |
/// | `display_name = "User"` | Sets the name shown in Peaka Studio. The default is the column's name. |
/// | `default = 3` | Sets the column's default: a literal of the column's type, or the path of a constant. |
/// | `unique` | Declares the column UNIQUE. |
/// | `not_null` | Declares the column NOT NULL. Not allowed on an `Option`. |
/// | `data_type = "DECIMAL"` | Sets the data type. The field's type then need not implement `ColumnType`. |
/// | `flatten` | Inserts the columns of the field's type, which must derive `BiTable` too. |
/// | `flatten(prefix = "billing_")` | Inserts them with a prefix, see below. |
/// | `renamed_from = "agent"` | Names the column's old name. A sync renames the live column if only the old name is live. |
/// | `renamed_from = ["agent", "ua"]` | Names several old names, newest first. It is an error if several of them are live. |
/// | `references = Customer::id` | Declares that the column refers to the column of another struct's field, see [below](#metadata). |
/// | `pending` | Marks the column as not live yet: a snapshot may lack it. |
/// | `skip` | Declares no column for the field. |
///
/// # Metadata
///
/// Peaka's AI answers questions from what it knows of the tables: their descriptions, the values of columns, relations
/// between tables, and golden SQLs, which are questions with the SQL that answers them. Structs declare
/// all of them:
///
/// ```
/// use peaka_runtime::{BiTable, ColumnType};
///
/// /// The customers of the shop.
/// #[derive(BiTable)]
/// #[bitable(table = "customers")]
/// struct Customer {
///     /// The number on the customer card.
///     id: i64,
///     name: String,
/// }
///
/// #[derive(ColumnType)]
/// #[bitable(rename_all = "snake_case")]
/// enum State {
///     /// Paid, but not sent yet.
///     Paid,
///     /// Sent, and perhaps returned later.
///     Sent,
/// }
///
/// #[derive(BiTable)]
/// #[bitable(table = "orders", ai = true)]
/// #[golden(
///     question = "Which customers wait for the most orders?",
///     sql = "SELECT {Customer::name}, COUNT(*) AS orders
///            FROM {table} o JOIN {Customer} c ON o.{customer_id} = c.{Customer::id}
///            WHERE {state} = 'paid'
///            GROUP BY 1 ORDER BY 2 DESC"
/// )]
/// struct Order {
///     #[bitable(references = Customer::id)]
///     customer_id: i64,
///     state: State,
/// }
///
/// assert_eq!(Order::GOLDEN_SQLS.len(), 1);
/// ```
///
/// In `references`, the last segment is a field, and the path before it is a struct that derives `BiTable`: another one, or
/// `Self`. Both columns must have the same data type. Two structs may refer to each other. A column that a field flattens
/// is named by its column name. References that depend on a type or const parameter of the struct are not checked.
///
/// `#[golden(question = "…", sql = "…")]` can be repeated. The SQL is one SELECT or WITH statement. Its placeholders are
/// checked at compile time, so that no example names a column that is gone:
///
/// | placeholder | replaced by |
/// | --- | --- |
/// | `{table}` | the struct's table: `"peaka"."bitable"."orders"` |
/// | `{customer_id}`, `{Self::customer_id}` | the column of a field: `"customerid"` |
/// | `{Customer}` | the table of another struct. The last segment of the path begins with an upper-case letter. |
/// | `{Customer::name}` | the column of a field of another struct |
/// | `{{`, `}}` | a literal `{` or `}` |
///
/// Tables and columns are replaced by their stored names in double quotes. A column is not qualified with its table: write
/// `o.{customer_id}`. In strings, quoted names and comments of the SQL, braces are literal: the regular expression
/// `'[0-9]{4}'` needs no escapes, and `'{table}'` is text. The indentation that the lines of the SQL share is removed.
///
/// # Flattened fields
///
/// The type is a struct that derives `BiTable`, or a `Box`, `Rc`, `Arc` or reference of one. If it is an
/// `Option`, all its columns are nullable: `not_null` within the struct has no effect there, because a row
/// without a value has NULL in all of them. An `Option` inside an `Option` is an error.
///
/// A prefix is put before the names and old names of all columns, also of those that the struct flattens
/// itself. It is taken literally: `rename_all` does not apply to it. All rules for names apply to the result.
/// A column without `display_name` is shown by its name with the prefix; a `display_name` stays as it is.
///
/// # Defaults
///
/// | data type | literal |
/// | --- | --- |
/// | VARCHAR | any string |
/// | BIGINT | an integer in the range of the field's type |
/// | BOOLEAN | `true` or `false` |
/// | DECIMAL | a number, or a string with one: `1.50`, `"1.50"` |
/// | DATE | `"2024-01-31"` |
/// | TIME | `"08:30:00"` |
/// | TIMESTAMP | `"2024-01-31 08:30:00"` |
/// | UUID | `"12345678-9abc-def0-1234-56789abcdef0"` |
///
/// A TIMESTAMP is in UTC and has no time zone; `ColumnType` says what each Rust type stores.
///
/// A constant is an integer, a `bool`, a `&'static str`, or a variant of an enum that derives `ColumnType`:
/// `default = Status::Draft` is the text of the variant. The default of such an enum's column must be the
/// text of one of its variants. Its value is checked in the same way. On a field
/// with `data_type`, the default is checked against that data type instead of the field's type.
///
/// # Snapshots
///
/// With `snapshot`, a field does not compile if its column is not in the snapshot, has a different data type
/// there, or differs there in an attribute that is denied. The levels are the default ones, overridden by the
/// struct's `on`; the policy of a client is not known at compile time. Display names and undeclared columns
/// are not compared.
///
/// `peaka snapshot events --out peaka/events.json` writes the file, and the crate is rebuilt when the
/// file changes. `BiTable::SNAPSHOT` is the snapshot at run time.
///
/// With `PEAKA_SNAPSHOT=off` in the environment of the build, the file is not read, and nothing is compared. Use it to
/// compile the program that syncs the live table and refreshes the snapshots. The column of a field with
/// `pending` may be absent from the snapshot, or be there under an old name.
///
/// # Errors
///
/// A struct that cannot be a table does not compile. One build reports the errors of all fields, each
/// on the token that is wrong, for example:
///
/// - an unknown attribute;
/// - a default that is not a value of the field's type;
/// - `not_null` on an `Option`;
/// - a reference to a field that declares no column, or to a column with another data type;
/// - a placeholder of a golden SQL that does not name a column;
/// - the name of a system column;
/// - a name with invisible or control characters, with leading or trailing white space, with white space other
///   than ordinary spaces, or not in Unicode normalization form C: it could look like another name;
/// - two columns with the same stored name, also through `flatten`: the service was observed to remove
///   underscores, so `user_id` and `userid` are one name. Names that differ only in letter case, or in
///   characters that are neither letters nor digits, are one name too: SQL ignores the case, and the service
///   may remove the other characters.
///
/// If a field has several errors, the compiler may report only the first one until it is fixed. In a
/// struct with type or const parameters, defaults and flags are checked where the struct is used, by
/// `cargo build` but not by `cargo check`.
#[proc_macro_derive(BiTable, attributes(bitable, golden))]
pub fn derive_bi_table(input: TokenStream) -> TokenStream {
    bi_table::derive(input.into(), cfg!(feature = "registry")).into()
}

/// Implements `ColumnType`, which maps a Rust type to a data type.
///
/// A struct with one field, generic or not, behaves like its field: it has the same data type, nullability
/// and range of defaults. An enum whose variants have no fields is VARCHAR. The text
/// of a variant is its name, unless an attribute says otherwise; a default must be one of these texts. The doc comment of
/// a variant is its description. How the program encodes values is not checked.
///
/// An `Option` of a type that can be NULL is an error, because NULL would have two meanings.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, ColumnType};
///
/// #[derive(ColumnType)]
/// struct UserId(i64);
///
/// #[derive(ColumnType)]
/// #[bitable(rename_all = "snake_case")]
/// enum Status {
///     Draft,
///     #[bitable(name = "live")]
///     Published,
/// }
///
/// #[derive(BiTable)]
/// struct Article {
///     author: UserId,
///     #[bitable(default = Status::Draft)]
///     status: Status,
/// }
///
/// let texts: Vec<_> = Article::COLUMNS[1].variants.iter().map(|variant| variant.text).collect();
/// assert_eq!(texts, ["draft", "live"]);
/// ```
///
/// # Attributes
///
/// | attribute | meaning |
/// | --- | --- |
/// | `crate = crate::peaka`, on the type | Sets the path of the runtime, as for `BiTable`. |
/// | `rename_all = "snake_case"`, on an enum | Sets the texts of all variants by one of serde's rules, with the same results as in serde. |
/// | `name = "draft"`, on a variant | Sets the text of the variant, regardless of `rename_all`. |
/// | `skip`, on a field | Ignores an additional field, such as a `PhantomData`. |
#[proc_macro_derive(ColumnType, attributes(bitable))]
pub fn derive_column_type(input: TokenStream) -> TokenStream {
    column_type::derive(input.into()).into()
}

/// Implements `BiRow`: reads a row of a query's result, each field from the column with its name.
///
/// It works on its own, for any query, and beside [`BiTable`], with the same attributes. A column is found under its
/// declared name, under the name that the service stores for it (`userid` for `user_id`), or under the only name that
/// differs in letter case. A column that is missing from the result is an error, even for an
/// `Option`.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiRow, Client};
///
/// #[derive(BiRow)]
/// struct Visits {
///     user_id: String,
///     visits: u64,
/// }
///
/// # async fn report(peaka: &Client) -> Result<(), peaka_runtime::Error> {
/// let sql = r#"SELECT userid, COUNT(*) AS visits FROM "peaka"."bitable"."events" GROUP BY userid"#;
/// for Visits { user_id, visits } in peaka.query(sql).fetch_all().await? {
///     println!("{user_id}: {visits}"); // ada: 3
/// }
/// # Ok(()) }
/// ```
///
/// With attributes:
///
/// ```
/// use peaka_runtime::BiRow;
///
/// #[derive(BiRow)]
/// struct Address {
///     city: Option<String>,
/// }
///
/// #[derive(BiRow)]
/// #[bitable(rename_all = "camelCase")]
/// struct Visits {
///     user_id: String,
///     #[bitable(name = "n")]
///     visits: u64,
///     last_seen: Option<std::time::SystemTime>,
///     #[bitable(flatten)]
///     billing: Address,
///     #[bitable(skip)]
///     cache: Vec<u8>,
/// }
/// ```
///
/// # Attributes
///
/// | attribute | meaning |
/// | --- | --- |
/// | `rename_all = "camelCase"`, on the struct | Renames all columns. |
/// | `crate = crate::peaka`, on the struct | Sets the path of the runtime, as for `BiTable`. |
/// | `name = "user"`, on a field | Sets the column's name, regardless of `rename_all`. |
/// | `flatten`, on a field | Reads the field's type, which must implement `BiRow` too, from the same row. An `Option` is `None` if all its columns are NULL. |
/// | `flatten(prefix = "billing_")`, on a field | The same, from the columns whose names have this prefix. |
/// | `skip`, on a field | Reads no column. The field is `Default::default()`. |
///
/// The other attributes of `BiTable` are ignored. A struct with `snapshot` must derive `BiTable` too, which compares the columns
/// with the snapshot: a row then reads only columns that the snapshot has.
#[proc_macro_derive(BiRow, attributes(bitable))]
pub fn derive_bi_row(input: TokenStream) -> TokenStream {
    bi_row::derive(input.into()).into()
}

/// Implements `FromCell` and `ToBinding`: reads a value of a query's result, and binds a value to a placeholder.
///
/// A struct with one field is read and bound like its field. An enum whose variants have no fields is read from text,
/// which must be that of a variant: its name, unless an attribute sets another. It is bound as the same text.
///
/// A newtype whose field can be read but not bound compiles, and cannot be bound. For another conversion to a binding,
/// implement both traits by hand.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{Cell, FromCell};
///
/// #[derive(Debug, PartialEq, FromCell)]
/// #[bitable(rename_all = "kebab-case")]
/// enum Status {
///     Open,
///     OnHold,
/// }
///
/// assert_eq!(Status::from_cell(&Cell::Text("on-hold".into())), Ok(Status::OnHold));
/// assert!(Status::from_cell(&Cell::Text("closed".into())).is_err());
/// ```
///
/// A field of a row can have the type, and a filter its value:
///
/// ```no_run
/// use peaka_runtime::{BiRow, BiTable, Client, ColumnType, FromCell};
///
/// #[derive(ColumnType, FromCell)]
/// enum Kind {
///     Click,
///     View,
/// }
///
/// #[derive(BiTable, BiRow)]
/// struct Event {
///     kind: Kind,
/// }
///
/// # async fn views(peaka: &Client) -> Result<(), peaka_runtime::Error> {
/// let views = Event::select(peaka).filter("kind = ?").bind(Kind::View).fetch_all().await?;
/// assert!(views.iter().all(|event| matches!(event.kind, Kind::View)));
/// # Ok(()) }
/// ```
///
/// # Attributes
///
/// | attribute | meaning |
/// | --- | --- |
/// | `rename_all = "snake_case"`, on an enum | Sets the texts of all variants. |
/// | `name = "on-hold"`, on a variant | Sets the variant's text, regardless of `rename_all`. |
/// | `crate = crate::peaka`, on the type | Sets the path of the runtime, as for `BiTable`. |
/// | `skip`, on a field | Sets an additional field, such as a `PhantomData`, to `Default::default()`. |
#[proc_macro_derive(FromCell, attributes(bitable))]
pub fn derive_from_cell(input: TokenStream) -> TokenStream {
    from_cell::derive(input.into()).into()
}
