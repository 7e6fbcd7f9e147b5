//! What a struct declares, with a place for every fault that may still be found.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{Data, DeriveInput, Field, Fields, Ident, Lit, LitStr, Type};

use crate::attr::{Entry, Value, entries};
use crate::data_type;
use crate::description::description;
use crate::errors::Errors;
use crate::faults;
use crate::names::{plain, snake_case};
use crate::rename::RenameRule;
use crate::runtime::Runtime;
use crate::snapshot::Snapshot;

const TABLE_KEYS: &[&str] = &["table", "rename_all", "snapshot", "unregistered", "crate"];
const FIELD_KEYS: &[&str] = &[
    "name",
    "display_name",
    "default",
    "unique",
    "not_null",
    "data_type",
    "flatten",
    "renamed_from",
    "skip",
];

/// A name and the place that it comes from.
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl From<LitStr> for Name {
    fn from(text: LitStr) -> Self {
        Self {
            text: text.value(),
            span: text.span(),
        }
    }
}

/// A struct and what its fields are.
pub(crate) struct Table<'a> {
    pub(crate) name: Name,
    /// Whether the name is chosen; else it comes from the struct's.
    pub(crate) is_named: bool,
    pub(crate) description: Option<String>,
    pub(crate) is_unregistered: bool,
    pub(crate) runtime: Runtime,
    /// What the fields are held to.
    pub(crate) snapshot: Option<Snapshot>,
    /// The fields without faults.
    pub(crate) parts: Vec<Part<'a>>,
    /// Whether there are fields with faults.
    pub(crate) is_incomplete: bool,
}

/// What a field stands for.
pub(crate) enum Part<'a> {
    Column(Box<Column<'a>>),
    /// The columns of another struct.
    Flatten(&'a Type),
}

/// A field that is a column.
pub(crate) struct Column<'a> {
    /// Which field of the struct it is.
    pub(crate) index: usize,
    pub(crate) field: &'a Ident,
    pub(crate) name: Name,
    pub(crate) description: Option<String>,
    pub(crate) ty: &'a Type,
    pub(crate) data_type: Option<Ident>,
    pub(crate) display_name: Option<LitStr>,
    pub(crate) default: Option<Value>,
    pub(crate) unique: bool,
    /// The key, because only the type tells whether it may stand there.
    pub(crate) not_null: Option<Ident>,
    pub(crate) renamed_from: Option<Name>,
}

impl<'a> Table<'a> {
    /// Reads a struct. What has no named fields is a table without columns.
    pub(crate) fn read(input: &'a DeriveInput, errors: &Errors) -> Self {
        let mut table = Self {
            name: Name {
                text: snake_case(&plain(&input.ident)),
                span: input.ident.span(),
            },
            is_named: false,
            description: description(&input.attrs),
            is_unregistered: false,
            runtime: Runtime::default(),
            snapshot: None,
            parts: Vec::new(),
            is_incomplete: false,
        };
        let mut rule = RenameRule::Keep;
        let mut snapshot = None;
        for entry in entries(&input.attrs, TABLE_KEYS, errors) {
            match plain(&entry.key).as_str() {
                "crate" => table.runtime = Runtime::read(entry, errors),
                "snapshot" => snapshot = entry.string(errors),
                "unregistered" => table.is_unregistered = entry.flag(errors).is_some(),
                "rename_all" => {
                    rule = entry
                        .string(errors)
                        .and_then(|name| named(&name, errors))
                        .unwrap_or(rule);
                }
                // `entries` lets only known keys through.
                _ => {
                    if let Some(name) = entry.string(errors) {
                        table.name = name.into();
                        table.is_named = true;
                    }
                }
            }
        }
        table.snapshot = snapshot.and_then(|key| Snapshot::read(&key, &table.name, errors));
        let types = input
            .generics
            .type_params()
            .map(|param| plain(&param.ident));
        let constants = input
            .generics
            .const_params()
            .map(|param| plain(&param.ident));
        let parameters: Vec<_> = types.chain(constants).collect();
        let fields = named_fields(input, errors).into_iter().flatten();
        for (index, field) in fields.enumerate() {
            let before = errors.count();
            let part = Part::read(index, field, rule, &parameters, errors);
            if errors.count() == before {
                table.parts.extend(part);
            } else {
                table.is_incomplete = true;
            }
        }
        table
    }

    /// The fields that are columns themselves.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Column<'a>> {
        self.parts.iter().filter_map(|part| match part {
            Part::Column(column) => Some(&**column),
            Part::Flatten(_) => None,
        })
    }

    /// The types of the fields that are flattened.
    pub(crate) fn flattened(&self) -> impl Iterator<Item = &'a Type> {
        self.parts.iter().filter_map(|part| match part {
            Part::Column(_) => None,
            Part::Flatten(ty) => Some(*ty),
        })
    }
}

fn named(name: &LitStr, errors: &Errors) -> Option<RenameRule> {
    let rule = RenameRule::named(&name.value());
    if rule.is_none() {
        errors.on(name, faults::unknown_rule(&name.value()));
    }
    rule
}

fn named_fields<'a>(
    input: &'a DeriveInput,
    errors: &Errors,
) -> Option<impl Iterator<Item = &'a Field>> {
    let remedy = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields.named.iter()),
            Fields::Unnamed(_) => faults::TUPLE_STRUCT,
            Fields::Unit => faults::UNIT_STRUCT,
        },
        Data::Enum(_) => faults::ENUM,
        Data::Union(_) => faults::UNION,
    };
    errors.on(&input.ident, remedy);
    None
}

/// Whether one of the names stands in a type, other than as a later part of a path.
fn names_any(tokens: TokenStream, names: &[String]) -> bool {
    let mut colons = 0;
    tokens.into_iter().any(|token| {
        let is_colon = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':');
        let before = colons;
        colons = if is_colon { before + 1 } else { 0 };
        match token {
            TokenTree::Ident(ident) => before < 2 && names.contains(&plain(&ident)),
            TokenTree::Group(group) => names_any(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        }
    })
}

impl<'a> Part<'a> {
    /// Reads a field; one that is skipped is no part of the table.
    fn read(
        index: usize,
        field: &'a Field,
        rule: RenameRule,
        parameters: &[String],
        errors: &Errors,
    ) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        if let Err(fault) = field.modifiers.require_empty() {
            errors.add(fault);
        }
        if let Some((_, value)) = &field.default {
            errors.on(value, faults::FIELD_VALUE);
        }
        let entries = entries(&field.attrs, FIELD_KEYS, errors);
        if entries.iter().any(|entry| entry.key == "skip") {
            stands_alone("skip", faults::SKIPPED, entries, errors);
            return None;
        }
        if entries.iter().any(|entry| entry.key == "flatten") {
            stands_alone("flatten", faults::FLATTENED, entries, errors);
            // The number of all columns is a constant, and that of a parameter's columns is none.
            if names_any(field.ty.to_token_stream(), parameters) {
                errors.on(&field.ty, faults::FLATTENED_PARAMETER);
            }
            return Some(Self::Flatten(&field.ty));
        }
        let mut column = Column {
            index,
            field: ident,
            name: Name {
                text: rule.apply(&plain(ident)),
                span: ident.span(),
            },
            description: description(&field.attrs),
            ty: &field.ty,
            data_type: None,
            display_name: None,
            default: None,
            unique: false,
            not_null: None,
            renamed_from: None,
        };
        for entry in entries {
            column.take(entry, errors);
        }
        Some(Self::Column(Box::new(column)))
    }
}

/// A key that leaves nothing for other keys to say.
fn stands_alone(key: &str, remedy: &str, entries: Vec<Entry>, errors: &Errors) {
    for entry in entries {
        if entry.key == key {
            entry.flag(errors);
        } else {
            errors.on(&entry.key, remedy);
        }
    }
}

impl Column<'_> {
    /// The name of the constant that holds the column to its type.
    pub(crate) fn constant(&self) -> Ident {
        format_ident!("__PEAKA_COLUMN_{}", self.index)
    }

    fn take(&mut self, entry: Entry, errors: &Errors) {
        match plain(&entry.key).as_str() {
            "name" => {
                if let Some(name) = entry.string(errors) {
                    self.name = name.into();
                }
            }
            "display_name" => self.display_name = entry.string(errors),
            "default" => {
                let value = entry.value(errors, "…");
                self.default = value.filter(|value| is_default(value, errors));
            }
            "unique" => self.unique = entry.flag(errors).is_some(),
            "not_null" => self.not_null = entry.flag(errors),
            "data_type" => {
                let name = entry.string(errors);
                self.data_type = name.and_then(|name| data_type::variant(&name, errors));
            }
            // `entries` lets only known keys through.
            _ => self.renamed_from = entry.string(errors).map(Name::from),
        }
    }
}

/// Whether the value is of a kind that some column takes.
fn is_default(value: &Value, errors: &Errors) -> bool {
    let remedy = match value {
        Value::Path(path) if path.is_ident("None") => faults::NONE,
        Value::Literal(_, Lit::Int(number)) if !number.suffix().is_empty() => faults::SUFFIX,
        Value::Literal(_, Lit::Float(number)) if !number.suffix().is_empty() => faults::SUFFIX,
        Value::Path(_)
        | Value::Literal(_, Lit::Int(_) | Lit::Float(_))
        | Value::Literal(None, Lit::Str(_) | Lit::Bool(_)) => return true,
        Value::Literal(..) => faults::NO_DEFAULT,
    };
    errors.on(value, remedy);
    false
}
