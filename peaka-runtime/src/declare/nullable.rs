//! Whether a type is an `Option`, for types that need not implement `ColumnType`.

use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// Whether a type that need not be a `ColumnType` is an `Option`: an associated constant of the type
/// itself is found before that of a trait.
#[derive(Debug)]
pub struct Nullable<T: ?Sized>(PhantomData<T>);

macro_rules! nullable {
    ($($type:ty),+ $(,)?) => {$(
        impl<T> Nullable<$type> {
            /// It is.
            pub const __PEAKA_IS_OPTION: bool = true;
        }
    )+};
}

nullable!(
    Option<T>,
    &Option<T>,
    Box<Option<T>>,
    Rc<Option<T>>,
    Arc<Option<T>>
);

/// What [`Nullable`] says of all other types.
pub trait Plain {
    /// It is none.
    const __PEAKA_IS_OPTION: bool = false;
}

impl<T: ?Sized> Plain for Nullable<T> {}
