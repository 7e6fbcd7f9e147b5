//! Reads `data_type = "…"`.

use proc_macro2::Span;
use syn::{Ident, LitStr};

use crate::errors::Errors;
use crate::messages;

/// The name of each data type, and its variant of the runtime's `DataType`.
const DATA_TYPES: [(&str, &str); 8] = [
    ("VARCHAR", "Varchar"),
    ("BIGINT", "Bigint"),
    ("BOOLEAN", "Boolean"),
    ("DECIMAL", "Decimal"),
    ("TIMESTAMP", "Timestamp"),
    ("TIME", "Time"),
    ("DATE", "Date"),
    ("UUID", "Uuid"),
];

/// Returns the variant for a name in any case.
pub(crate) fn variant(name: &LitStr, errors: &Errors) -> Option<Ident> {
    let text = name.value();
    match DATA_TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(&text))
    {
        Some((_, variant)) => Some(Ident::new(variant, Span::call_site())),
        None => {
            errors.on(
                name,
                messages::unknown_data_type(&text, &DATA_TYPES.map(|(name, _)| name)),
            );
            None
        }
    }
}
