//! Detects an `Option` whose inner type may not implement `ColumnType`.

use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// Has a constant that is true if the type is an `Option`.
///
/// For an `Option` it is an inherent constant, which takes precedence over the one that [`NotOption`] gives to all
/// types.
#[derive(Debug)]
pub struct IsOption<T: ?Sized>(PhantomData<T>);

macro_rules! is_option {
    ($($type:ty),+ $(,)?) => {$(
        impl<T> IsOption<$type> {
            /// The type is an `Option`.
            pub const __PEAKA_IS_OPTION: bool = true;
        }
    )+};
}

is_option!(
    Option<T>,
    &Option<T>,
    Box<Option<T>>,
    Rc<Option<T>>,
    Arc<Option<T>>
);

/// Gives [`IsOption`] its constant for all types that are not an `Option`.
pub trait NotOption {
    /// The type is not an `Option`.
    const __PEAKA_IS_OPTION: bool = false;
}

impl<T: ?Sized> NotOption for IsOption<T> {}
