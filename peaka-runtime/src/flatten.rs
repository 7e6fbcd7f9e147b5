//! The trait of types whose columns another struct can insert.

use std::rc::Rc;
use std::sync::Arc;

use crate::bi_table::BiTable;
use crate::schema::ColumnRequest;

/// The type of a field with `#[bitable(flatten)]`: a struct that declares columns, or a pointer to one, or an
/// `Option` of one.
///
/// [`#[derive(BiTable)]`](macro@crate::BiTable) implements it for the struct. `Box`, `Rc`, `Arc` and references have
/// the columns of their inner type. With an `Option`, all columns are nullable: a column that the struct declares
/// NOT NULL is not, because a row without a value has NULL in all of them. Defaults, and the flags for UNIQUE
/// columns, stay.
///
/// # Examples
///
/// ```
/// use peaka_runtime::BiTable;
///
/// #[derive(BiTable)]
/// struct Address {
///     #[bitable(not_null)]
///     city: String,
/// }
///
/// #[derive(BiTable)]
/// struct Order {
///     #[bitable(flatten(prefix = "billing_"))]
///     billing: Address,
///     #[bitable(flatten(prefix = "shipping_"))]
///     shipping: Option<Box<Address>>,
/// }
///
/// assert_eq!(Order::COLUMNS[0].name, "billing_city");
/// assert!(Order::COLUMNS[0].is_not_null);
/// assert_eq!(Order::COLUMNS[1].name, "shipping_city");
/// assert!(!Order::COLUMNS[1].is_not_null);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened: it declares no columns",
    label = "not a BI table",
    note = "add `#[derive(peaka_runtime::BiTable)]` to a struct with named fields"
)]
pub trait Flatten {
    /// The struct that declares the columns.
    type Table: BiTable;

    /// The number of `Option`s around the struct. More than one is a compile-time error.
    const OPTION_DEPTH: usize = 0;

    /// The columns of the struct.
    #[doc(hidden)]
    const COLUMNS: &'static [ColumnRequest<'static>] = <Self::Table as BiTable>::COLUMNS;
}

macro_rules! transparent {
    ($($type:ty),+ $(,)?) => {$(
        impl<T: Flatten> Flatten for $type {
            type Table = T::Table;
            const OPTION_DEPTH: usize = T::OPTION_DEPTH;
        }
    )+};
}

transparent!(&T, Box<T>, Rc<T>, Arc<T>);

impl<T: Flatten> Flatten for Option<T> {
    type Table = T::Table;
    const OPTION_DEPTH: usize = 1 + T::OPTION_DEPTH;
}
