//! The text of numbers in requests.

use serde_json::Number;

/// Returns the text of a number; `None` if it is too large.
///
/// It does not depend on the features of `serde_json`: with `arbitrary_precision`, which another crate may turn on, a
/// number would keep the spelling of the request.
pub(crate) fn number_text(number: &Number) -> Option<String> {
    if let Some(integer) = number.as_i64() {
        return Some(integer.to_string());
    }
    if let Some(integer) = number.as_u64() {
        return Some(integer.to_string());
    }
    let decimal = number.as_f64().and_then(Number::from_f64)?;
    Some(decimal.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_has_one_spelling() {
        for (number, text) in [
            ("7", "7"),
            ("-7", "-7"),
            ("18446744073709551615", "18446744073709551615"),
            ("1.50", "1.5"),
            ("1e3", "1000.0"),
            ("0.1", "0.1"),
        ] {
            let number: Number = serde_json::from_str(number).unwrap();
            assert_eq!(number_text(&number).as_deref(), Some(text));
        }
    }
}
