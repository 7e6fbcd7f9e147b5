//! The text of a default, at compile time.

use super::default_value::DefaultValue;
use super::integer_text::IntegerText;

/// The text of a default.
pub(crate) enum DefaultText<'a> {
    Text(&'a str),
    Integer(IntegerText),
}

impl<'a> DefaultText<'a> {
    pub(crate) const fn new(default: DefaultValue<'a>) -> Self {
        match default {
            DefaultValue::Bigint(number) => Self::Integer(IntegerText::new(number as i128)),
            DefaultValue::Boolean(true) => Self::Text("true"),
            DefaultValue::Boolean(false) => Self::Text("false"),
            DefaultValue::Text(text) => Self::Text(text),
        }
    }

    pub(crate) const fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Integer(text) => text.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_equals_the_display_of_the_default() {
        for default in [
            DefaultValue::Bigint(0),
            DefaultValue::Bigint(-7),
            DefaultValue::Bigint(120),
            DefaultValue::Bigint(i64::MAX),
            DefaultValue::Bigint(i64::MIN),
            DefaultValue::Boolean(true),
            DefaultValue::Boolean(false),
            DefaultValue::Text("1.50"),
        ] {
            assert_eq!(DefaultText::new(default).as_str(), default.to_string());
        }
    }
}
