//! Detects at compile time whether a type is an `Option`, without requiring that its inner type is a column type.

use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// Has a constant that is true if the type is an `Option`.
///
/// For an `Option` it is an inherent constant, which takes precedence over the one that [`IsOptionFallback`] gives to all
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

/// The constant of [`IsOption`] for all types. That of an `Option` takes precedence.
pub trait IsOptionFallback {
    /// The type is not an `Option`, unless an inherent constant says so.
    const __PEAKA_IS_OPTION: bool = false;
}

impl<T: ?Sized> IsOptionFallback for IsOption<T> {}
