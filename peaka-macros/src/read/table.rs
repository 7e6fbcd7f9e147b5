//! Reads a struct and its fields. Everything carries its span, for errors that are found later.

use quote::ToTokens;
use syn::{Data, DeriveInput, Field, Fields, Ident, LitStr, Type};

use super::attribute::{Entry, Value, entries};
use super::common_type::CommonType;
use super::data_type;
use super::default::validate_default;
use super::doc_comment::description;
use super::field_path::FieldPath;
use super::golden_sql::{Golden, goldens, is_golden};
use super::levels::{KindLevel, levels};
use super::runtime_path::RuntimePath;
use super::snapshot_file::SnapshotFile;
use super::token_names::names_any;
use crate::errors::Errors;
use crate::messages;
use crate::names::{Name, column_name_error, snake_case, unraw};
use crate::rename_rule::RenameRule;

pub(crate) const CONTAINER_ATTRIBUTES: &[&str] = &[
    "table",
    "rename_all",
    "snapshot",
    "unregistered",
    "on",
    "ai",
    "crate",
];
pub(crate) const FIELD_ATTRIBUTES: &[&str] = &[
    "name",
    "display_name",
    "default",
    "unique",
    "not_null",
    "data_type",
    "flatten",
    "renamed_from",
    "references",
    "pending",
    "skip",
];

const FLATTEN_ARGUMENTS: &[&str] = &["prefix"];

/// A struct and its fields.
pub(crate) struct Table<'a> {
    pub(crate) name: Name,
    /// Whether the attribute `table` sets the name; otherwise it comes from the struct's name.
    pub(crate) has_table_attribute: bool,
    pub(crate) description: Option<String>,
    pub(crate) is_unregistered: bool,
    pub(crate) use_with_ai: Option<bool>,
    /// The golden SQLs without errors.
    pub(crate) goldens: Vec<Golden>,
    pub(crate) runtime: RuntimePath,
    /// The snapshot that the columns are checked against.
    pub(crate) snapshot: Option<SnapshotFile>,
    /// The levels of drift.
    pub(crate) levels: Vec<KindLevel>,
    /// The fields without errors.
    pub(crate) fields: Vec<FieldKind<'a>>,
    /// Whether there are fields with errors.
    pub(crate) has_invalid_fields: bool,
    /// The names of the type and const parameters, and `Self` if there are any.
    parameters: Vec<String>,
}

/// What a field declares.
pub(crate) enum FieldKind<'a> {
    Column(Box<Column<'a>>),
    Flatten(Flattened<'a>),
}

/// A field that inserts the columns of another struct.
pub(crate) struct Flattened<'a> {
    /// The position of the field in the struct.
    pub(crate) index: usize,
    pub(crate) ty: &'a Type,
    /// What is put before the names of the columns.
    pub(crate) prefix: Option<Name>,
}

/// A field that declares a column.
pub(crate) struct Column<'a> {
    /// The position of the field in the struct.
    pub(super) index: usize,
    pub(crate) field: &'a Ident,
    /// The field's name without `r#`.
    pub(crate) field_name: String,
    /// The name of the constant in which the column is checked. The compiler shows it if the check fails. It is the
    /// field's name until [`name_constants`](super::name_constants).
    pub(crate) constant: Ident,
    pub(crate) name: Name,
    pub(crate) description: Option<String>,
    pub(crate) ty: &'a Type,
    /// What the type is, if it is a common one.
    pub(crate) common_type: Option<CommonType>,
    pub(crate) data_type: Option<Ident>,
    pub(crate) display_name: Option<LitStr>,
    pub(crate) default: Option<Value>,
    pub(crate) is_unique: bool,
    /// The attribute's key, for the error if the type can be NULL.
    pub(crate) not_null: Option<Ident>,
    /// The old names, newest first.
    pub(crate) renamed_from: Vec<Name>,
    pub(crate) references: Option<FieldPath>,
    pub(crate) is_pending: bool,
}

impl<'a> Table<'a> {
    /// Reads a struct. An item without named fields becomes a table without columns.
    pub(crate) fn read(input: &'a DeriveInput, errors: &Errors) -> Self {
        let mut table = Self {
            name: Name {
                text: snake_case(&unraw(&input.ident)),
                span: input.ident.span(),
            },
            has_table_attribute: false,
            description: description(&input.attrs),
            is_unregistered: false,
            use_with_ai: None,
            goldens: Vec::new(),
            runtime: RuntimePath::default(),
            snapshot: None,
            levels: Vec::new(),
            fields: Vec::new(),
            has_invalid_fields: false,
            parameters: parameters(input),
        };
        let mut rule = RenameRule::Keep;
        let mut snapshot = None;
        for entry in entries(&input.attrs, CONTAINER_ATTRIBUTES, errors) {
            match unraw(&entry.key).as_str() {
                "crate" => table.runtime = RuntimePath::read(entry, errors),
                "snapshot" => snapshot = entry.string(errors),
                "on" => table.levels = levels(entry, errors),
                "ai" => table.use_with_ai = entry.boolean_or(messages::EXPECTED_BOOLEAN, errors),
                "unregistered" => table.is_unregistered = entry.flag(errors).is_some(),
                "rename_all" => {
                    rule = rename_rule(entry, errors).unwrap_or(rule);
                }
                "table" => {
                    if let Some(name) = entry.string(errors) {
                        table.name = name.into();
                        table.has_table_attribute = true;
                    }
                }
                key => unreachable!("unknown struct attribute `{key}`"),
            }
        }
        table.snapshot = snapshot.and_then(|path| SnapshotFile::read(&path, &table.name, errors));
        let fields = named_fields(input, errors).into_iter().flatten();
        for (index, field) in fields.enumerate() {
            let before = errors.count();
            let kind = FieldKind::read(index, field, rule, &table.parameters, errors);
            if errors.count() == before {
                table.fields.extend(kind);
            } else {
                table.has_invalid_fields = true;
            }
        }
        if input.attrs.iter().any(is_golden) {
            let own_fields = table.columns().map(|column| column.field_name.clone());
            let own_fields: Vec<_> = own_fields.collect();
            table.goldens = goldens(&input.attrs, &own_fields, errors);
        }
        table
    }

    /// Returns the fields that declare a column each.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Column<'a>> + Clone {
        self.fields.iter().filter_map(|field| match field {
            FieldKind::Column(column) => Some(&**column),
            FieldKind::Flatten(_) => None,
        })
    }

    /// Returns whether tokens name a type or const parameter of the struct, or `Self` of a struct with parameters.
    pub(crate) fn depends_on_parameters(&self, tokens: impl ToTokens) -> bool {
        names_any(tokens.to_token_stream(), &self.parameters)
    }

    /// Returns whether there is a snapshot to check the columns against.
    pub(crate) fn has_snapshot_content(&self) -> bool {
        let snapshot = self.snapshot.as_ref();
        snapshot.is_some_and(|file| file.content.is_some())
    }

    /// Returns whether a column has something that only the compiler can check.
    pub(crate) fn needs_check(&self, column: &Column<'_>) -> bool {
        if self.has_snapshot_content() {
            return true;
        }
        if column.default.is_none() && column.not_null.is_none() {
            return false;
        }
        let Some(common) = column.common_type.filter(|_| column.data_type.is_none()) else {
            return true;
        };
        let default = column.default.as_ref();
        column.not_null.is_some() && common.is_optional
            || default.is_some_and(|default| !common.has_value(default))
    }

    /// Returns whether there is a column that needs a check.
    pub(crate) fn has_checked_columns(&self) -> bool {
        self.columns().any(|column| self.needs_check(column))
    }

    /// Returns the flattened fields.
    pub(crate) fn flattened(&self) -> impl Iterator<Item = &Flattened<'a>> {
        self.fields.iter().filter_map(|field| match field {
            FieldKind::Column(_) => None,
            FieldKind::Flatten(flattened) => Some(flattened),
        })
    }
}

fn parameters(input: &DeriveInput) -> Vec<String> {
    let types = input.generics.type_params().map(|param| &param.ident);
    let constants = input.generics.const_params().map(|param| &param.ident);
    let mut names: Vec<_> = types.chain(constants).map(unraw).collect();
    if !names.is_empty() {
        names.push("Self".to_owned());
    }
    names
}

/// Returns the rule in `rename_all = "…"`.
pub(crate) fn rename_rule(entry: Entry, errors: &Errors) -> Option<RenameRule> {
    let name = entry.string(errors)?;
    let rule = RenameRule::from_name(&name.value());
    if rule.is_none() {
        errors.on(&name, messages::unknown_rule(&name.value()));
    }
    rule
}

fn named_fields<'a>(
    input: &'a DeriveInput,
    errors: &Errors,
) -> Option<impl Iterator<Item = &'a Field>> {
    let message = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields.named.iter()),
            Fields::Unnamed(_) => messages::TUPLE_STRUCT,
            Fields::Unit => messages::UNIT_STRUCT,
        },
        Data::Enum(_) => messages::BI_TABLE_ON_ENUM,
        Data::Union(_) => messages::BI_TABLE_ON_UNION,
    };
    errors.on(&input.ident, message);
    None
}

impl<'a> FieldKind<'a> {
    /// Reads a field; `None` if it is skipped.
    fn read(
        index: usize,
        field: &'a Field,
        rule: RenameRule,
        parameters: &[String],
        errors: &Errors,
    ) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        if let Err(error) = field.modifiers.require_empty() {
            errors.add(error);
        }
        if let Some((_, value)) = &field.default {
            errors.on(value, messages::FIELD_HAS_VALUE);
        }
        for attr in field.attrs.iter().filter(|attr| is_golden(attr)) {
            errors.on(attr.path(), messages::GOLDEN_ON_FIELD);
        }
        let entries = entries(&field.attrs, FIELD_ATTRIBUTES, errors);
        if entries.iter().any(|entry| entry.key == "skip") {
            let skip = reject_others("skip", messages::beside_skip, entries, errors);
            skip.and_then(|entry| entry.flag(errors));
            return None;
        }
        if entries.iter().any(|entry| entry.key == "flatten") {
            let flatten = reject_others("flatten", messages::beside_flatten, entries, errors);
            let prefix = flatten.and_then(|entry| prefix(entry, errors));
            // The number of columns must be a constant, which cannot depend on a parameter.
            if names_any(field.ty.to_token_stream(), parameters) {
                errors.on(&field.ty, messages::FLATTENED_PARAMETER);
            }
            return Some(Self::Flatten(Flattened {
                index,
                ty: &field.ty,
                prefix,
            }));
        }
        let field_name = unraw(ident);
        let mut column = Column {
            index,
            field: ident,
            constant: ident.clone(),
            name: Name {
                text: rule.apply(&field_name),
                span: ident.span(),
            },
            field_name,
            description: description(&field.attrs),
            ty: &field.ty,
            common_type: CommonType::of(&field.ty),
            data_type: None,
            display_name: None,
            default: None,
            is_unique: false,
            not_null: None,
            renamed_from: Vec::new(),
            references: None,
            is_pending: false,
        };
        for entry in entries {
            column.apply(entry, errors);
        }
        Some(Self::Column(Box::new(column)))
    }
}

/// Reports every attribute other than `key`, which must stand alone, and returns that of `key`.
fn reject_others(
    key: &str,
    message: fn(&str) -> String,
    entries: Vec<Entry>,
    errors: &Errors,
) -> Option<Entry> {
    let mut found = None;
    for entry in entries {
        if entry.key == key {
            found = Some(entry);
        } else {
            errors.on(&entry.key, message(&unraw(&entry.key)));
        }
    }
    found
}

/// Returns the prefix in `flatten(prefix = "…")`.
pub(crate) fn prefix(flatten: Entry, errors: &Errors) -> Option<Name> {
    let arguments = flatten.arguments(FLATTEN_ARGUMENTS, errors).into_iter();
    let prefix = arguments.filter_map(|entry| entry.string(errors)).next()?;
    let name = Name::from(prefix);
    if name.text.is_empty() {
        errors.at(name.span, messages::EMPTY_PREFIX);
    } else if let Some(error) = column_name_error(&format!("{}x", name.text)) {
        errors.at(name.span, error);
    }
    Some(name)
}

impl Column<'_> {
    fn apply(&mut self, entry: Entry, errors: &Errors) {
        match unraw(&entry.key).as_str() {
            "name" => {
                if let Some(name) = entry.string(errors) {
                    self.name = name.into();
                }
            }
            "display_name" => self.display_name = entry.string(errors),
            "default" => {
                let value = entry.value(messages::DEFAULT_IS_MISSING, errors);
                self.default = value.filter(|value| validate_default(value, errors));
            }
            "unique" => self.is_unique = entry.flag(errors).is_some(),
            "not_null" => self.not_null = entry.flag(errors),
            "pending" => self.is_pending = entry.flag(errors).is_some(),
            "data_type" => {
                let name = entry.string(errors);
                self.data_type = name.and_then(|name| data_type::variant(&name, errors));
            }
            "renamed_from" => {
                let names = entry.strings(errors).into_iter().flatten();
                self.renamed_from = names.map(Name::from).collect();
            }
            "references" => self.references = FieldPath::read(entry, errors),
            key => unreachable!("unknown field attribute `{key}`"),
        }
    }
}

#[cfg(test)]
mod tests;
