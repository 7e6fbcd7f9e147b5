//! What a struct declares, with a place for every fault that may still be found.

use proc_macro2::Span;
use syn::{Data, DeriveInput, Field, Fields, Ident, Lit, LitStr, Type};

use crate::attr::{Entry, Value, entries};
use crate::errors::Errors;
use crate::names::{plain, snake_case};

const TABLE_KEYS: &[&str] = &["table"];
const COLUMN_KEYS: &[&str] = &[
    "name",
    "display_name",
    "default",
    "unique",
    "not_null",
    "skip",
];

/// A name and the place that it comes from.
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A struct and its columns.
pub(crate) struct Table<'a> {
    pub(crate) name: Name,
    pub(crate) columns: Vec<Column<'a>>,
}

/// A field that is a column.
pub(crate) struct Column<'a> {
    pub(crate) name: Name,
    pub(crate) ty: &'a Type,
    pub(crate) display_name: Option<LitStr>,
    pub(crate) default: Option<Value>,
    pub(crate) unique: bool,
    /// The key, because only the type tells whether it may stand there.
    pub(crate) not_null: Option<Ident>,
}

impl<'a> Table<'a> {
    /// Reads a struct. What has no named fields is no table.
    pub(crate) fn read(input: &'a DeriveInput, errors: &Errors) -> Option<Self> {
        let mut name = Name {
            text: snake_case(&plain(&input.ident)),
            span: input.ident.span(),
        };
        for entry in entries(&input.attrs, TABLE_KEYS, errors) {
            if let Some(table) = entry.string(errors) {
                name = Name {
                    text: table.value(),
                    span: table.span(),
                };
            }
        }
        let fields = named_fields(input, errors)?;
        let columns = fields
            .filter_map(|field| Column::read(field, errors))
            .collect();
        Some(Self { name, columns })
    }
}

fn named_fields<'a>(
    input: &'a DeriveInput,
    errors: &Errors,
) -> Option<impl Iterator<Item = &'a Field>> {
    let remedy = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields.named.iter()),
            Fields::Unnamed(_) => "a tuple struct has no names for columns: give its fields names",
            Fields::Unit => "a unit struct has no columns: give it a named field for each column",
        },
        Data::Enum(_) => "an enum is not a table: derive `BiTable` on a struct with named fields",
        Data::Union(_) => "a union is not a table: derive `BiTable` on a struct with named fields",
    };
    errors.on(&input.ident, remedy);
    None
}

impl<'a> Column<'a> {
    fn read(field: &'a Field, errors: &Errors) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        if let Err(fault) = field.modifiers.require_empty() {
            errors.add(fault);
        }
        if let Some((_, value)) = &field.default {
            errors.on(
                value,
                "the value of a field is not its column's default: write `#[bitable(default = …)]`",
            );
        }
        let mut column = Self {
            name: Name {
                text: plain(ident),
                span: ident.span(),
            },
            ty: &field.ty,
            display_name: None,
            default: None,
            unique: false,
            not_null: None,
        };
        let entries = entries(&field.attrs, COLUMN_KEYS, errors);
        let skipped = entries.iter().any(|entry| entry.key == "skip");
        for entry in entries {
            if entry.key == "skip" {
                entry.flag(errors);
            } else if skipped {
                errors.on(
                    &entry.key,
                    "a skipped field is no column: leave out this key, or `skip`",
                );
            } else {
                column.take(entry, errors);
            }
        }
        (!skipped).then_some(column)
    }

    fn take(&mut self, entry: Entry, errors: &Errors) {
        match plain(&entry.key).as_str() {
            "name" => {
                if let Some(name) = entry.string(errors) {
                    self.name = Name {
                        text: name.value(),
                        span: name.span(),
                    };
                }
            }
            "display_name" => self.display_name = entry.string(errors),
            "default" => {
                self.default = entry
                    .value(errors, "…")
                    .filter(|value| is_value(value, errors));
            }
            "unique" => self.unique = entry.flag(errors).is_some(),
            "not_null" => self.not_null = entry.flag(errors),
            // `entries` lets only known keys through.
            _ => {}
        }
    }
}

/// Whether the literal is of a kind that some column takes.
fn is_value(value: &Value, errors: &Errors) -> bool {
    let remedy = match (&value.lit, &value.minus) {
        (Lit::Int(number), _) if !number.suffix().is_empty() => "write the number without its type",
        (Lit::Float(number), _) if !number.suffix().is_empty() => {
            "write the number without its type"
        }
        (Lit::Int(_) | Lit::Float(_), _) | (Lit::Str(_) | Lit::Bool(_), None) => return true,
        _ => "a default is a string, a number, `true` or `false`",
    };
    errors.on(value, remedy);
    false
}
