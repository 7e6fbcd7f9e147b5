//! Implementations of `ToBinding` for types of the standard library.

use std::borrow::Cow;
use std::num::{NonZero, Saturating, Wrapping};
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use super::binding::{Binding, ToBinding};
use super::civil::UnixTime;

impl ToBinding for str {
    fn to_binding(&self) -> Binding {
        Binding::text(self.to_owned())
    }
}

impl ToBinding for String {
    fn to_binding(&self) -> Binding {
        self.as_str().to_binding()
    }
}

impl ToBinding for char {
    fn to_binding(&self) -> Binding {
        Binding::text(self.to_string())
    }
}

impl ToBinding for bool {
    fn to_binding(&self) -> Binding {
        Binding::cast(self.to_string(), "BOOLEAN")
    }
}

macro_rules! integers {
    ($($type:ident)+) => {$(
        impl ToBinding for $type {
            fn to_binding(&self) -> Binding {
                match i64::try_from(*self) {
                    Ok(value) => Binding::cast(value.to_string(), "BIGINT"),
                    Err(_) => Binding::decimal(self.to_string()),
                }
            }
        }

        impl ToBinding for NonZero<$type> {
            fn to_binding(&self) -> Binding {
                self.get().to_binding()
            }
        }
    )+};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! floats {
    ($($type:ident)+) => {$(
        impl ToBinding for $type {
            fn to_binding(&self) -> Binding {
                let text = match *self {
                    $type::INFINITY => "Infinity".to_owned(),
                    $type::NEG_INFINITY => "-Infinity".to_owned(),
                    value => format!("{value:?}"),
                };
                Binding::cast(text, "DOUBLE")
            }
        }
    )+};
}

floats!(f32 f64);

impl ToBinding for SystemTime {
    fn to_binding(&self) -> Binding {
        match UnixTime::of(*self).and_then(UnixTime::utc) {
            Some((date, time)) => Binding::cast(format!("{date} {time}"), "TIMESTAMP(9)"),
            None => Binding::unsendable("it is a time beyond the year 9999"),
        }
    }
}

impl<T: ToBinding> ToBinding for Option<T> {
    fn to_binding(&self) -> Binding {
        self.as_ref().map_or(Binding::NULL, T::to_binding)
    }
}

impl<T: ToBinding> ToBinding for Wrapping<T> {
    fn to_binding(&self) -> Binding {
        self.0.to_binding()
    }
}

impl<T: ToBinding> ToBinding for Saturating<T> {
    fn to_binding(&self) -> Binding {
        self.0.to_binding()
    }
}

macro_rules! pointers {
    ($($type:ty),+ $(,)?) => {$(
        impl<T: ToBinding + ?Sized> ToBinding for $type {
            fn to_binding(&self) -> Binding {
                T::to_binding(self)
            }
        }
    )+};
}

pointers!(&T, Box<T>, Rc<T>, Arc<T>);

impl<T: ToBinding + ToOwned + ?Sized> ToBinding for Cow<'_, T> {
    fn to_binding(&self) -> Binding {
        T::to_binding(self)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Returns the text of a value, and the type that it is cast to.
    fn sent(value: impl ToBinding) -> (Option<String>, Option<String>) {
        let binding = value.to_binding();
        assert_eq!(binding.fault, None);
        (binding.text, binding.cast)
    }

    #[test]
    fn number_is_cast_to_the_smallest_type_that_holds_it() {
        let number = |text: &str, cast: &str| (Some(text.to_owned()), Some(cast.to_owned()));
        assert_eq!(sent(-7_i8), number("-7", "BIGINT"));
        let nine = NonZero::new(9_u64).unwrap();
        assert_eq!(sent(nine), number("9", "BIGINT"));
        assert_eq!(sent(Wrapping(9_i32)), number("9", "BIGINT"));
        assert_eq!(sent(Saturating(9_u32)), number("9", "BIGINT"));
        assert_eq!(
            sent(u64::MAX),
            number("18446744073709551615", "DECIMAL(20, 0)")
        );
        assert_eq!(sent(-1.5_f32), number("-1.5", "DOUBLE"));
        assert_eq!(sent(f64::NEG_INFINITY), number("-Infinity", "DOUBLE"));
        assert_eq!(
            u128::MAX.to_binding().fault,
            Some("it has more than 38 digits")
        );
    }

    #[test]
    fn pointer_is_bound_like_its_target() {
        let text = (Some("a".to_owned()), None);
        assert_eq!(sent("a"), text);
        assert_eq!(sent('a'), text);
        assert_eq!(sent("a".to_owned()), text);
        assert_eq!(sent(Box::<str>::from("a")), text);
        assert_eq!(sent(Rc::new("a")), text);
        assert_eq!(sent(Arc::<str>::from("a")), text);
        assert_eq!(sent(Cow::Borrowed("a")), text);
        assert_eq!(sent(Some(&Some("a"))), text);
        assert_eq!(sent(Some(None::<bool>)), (None, None));
    }

    #[test]
    fn time_that_has_no_timestamp_cannot_be_sent() {
        let day = Duration::from_secs(24 * 60 * 60);
        assert_eq!(
            sent(SystemTime::UNIX_EPOCH + day),
            (
                Some("1970-01-02 00:00:00.000000000".to_owned()),
                Some("TIMESTAMP(9)".to_owned())
            )
        );
        let late = SystemTime::UNIX_EPOCH + day * 366 * 8030;
        assert_eq!(
            late.to_binding().fault,
            Some("it is a time beyond the year 9999")
        );
    }
}
