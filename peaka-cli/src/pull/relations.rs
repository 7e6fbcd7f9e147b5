//! Relations between the tables that are pulled, as attributes of their fields.

use std::collections::HashMap;
use std::mem::swap;
use std::path::Path;

use peaka_runtime::__private::quoted;
use peaka_runtime::{Relation, RelationType};

use super::fields::Field;
use super::names::escape_keyword;
use super::source::Struct;

/// A struct, and where it is.
pub(crate) struct Located<'s> {
    pub(crate) stored_table: &'s str,
    /// The file of the struct; `None` if all structs are in one file.
    pub(crate) path: Option<&'s Path>,
    pub(crate) declaration: &'s mut Struct,
}

/// Adds each relation to the field of its source. Returns why relations are left out, as clauses.
pub(crate) fn add_relations(structs: &mut [Located<'_>], relations: &[Relation]) -> Vec<String> {
    let by_table: HashMap<_, _> = structs
        .iter()
        .enumerate()
        .map(|(index, located)| (located.stored_table, index))
        .collect();
    let mut omitted = Vec::new();
    let relations: Vec<_> = relations.iter().map(from_many).collect();
    for relation in &relations {
        let source = by_table.get(&*relation.source_table).copied();
        let target = by_table.get(&*relation.target_table).copied();
        let attribute = match (source, target) {
            (Some(source), Some(target)) => {
                attribute(relation, source, target, structs).map(|attribute| (source, attribute))
            }
            _ => Err("one of its tables is not pulled"),
        };
        match attribute {
            Ok((source, attribute)) => {
                let fields = &mut structs[source].declaration.fields.fields;
                let mut fields = fields.iter_mut();
                if let Some(field) = fields.find(|field| field.column == relation.source_column) {
                    field.attributes.push(attribute);
                }
            }
            Err(reason) => omitted.push(format!(
                "relation from {} to {}: {reason}",
                column(&relation.source_table, &relation.source_column),
                column(&relation.target_table, &relation.target_column)
            )),
        }
    }
    omitted
}

/// Returns the relation from the side of the many rows, where a struct declares it.
fn from_many(relation: &Relation) -> Relation {
    let mut relation = relation.clone();
    if relation.relation_type == Some(RelationType::OneToMany) {
        swap(&mut relation.source_table, &mut relation.target_table);
        swap(&mut relation.source_column, &mut relation.target_column);
        relation.relation_type = Some(RelationType::ManyToOne);
    }
    relation
}

fn column(table: &str, column: &str) -> String {
    quoted(&format!("{table}.{column}"))
}

/// Returns the attribute for a relation, or why no struct can declare it.
fn attribute(
    relation: &Relation,
    source: usize,
    target: usize,
    structs: &[Located<'_>],
) -> Result<String, &'static str> {
    let field = |index: usize, column: &str| {
        let fields = &structs[index].declaration.fields.fields;
        let field = fields.iter().find(|field| field.column == column);
        field.ok_or("one of its columns cannot be declared")
    };
    let from = field(source, &relation.source_column)?;
    let to = field(target, &relation.target_column)?;
    check(relation, from, to)?;
    let path = if source == target {
        "Self".to_owned()
    } else {
        let name = &structs[target].declaration.name;
        let module = structs[target].path.and_then(Path::file_stem);
        match module {
            Some(module) => {
                format!(
                    "super::{}::{name}",
                    escape_keyword(&module.to_string_lossy())
                )
            }
            None => name.clone(),
        }
    };
    Ok(format!("references = {path}::{}", to.name))
}

fn check(relation: &Relation, from: &Field, to: &Field) -> Result<(), &'static str> {
    if from.data_type != to.data_type {
        return Err("its columns have different data types");
    }
    let declares_another = from
        .attributes
        .iter()
        .any(|attribute| attribute.starts_with("references = "));
    match relation.relation_type {
        _ if declares_another => Err("a column can declare only one relation"),
        Some(RelationType::ManyToOne) if !from.is_unique => Ok(()),
        Some(RelationType::OneToOne) if from.is_unique => Ok(()),
        Some(RelationType::ManyToOne) => Err("it is many to one, but its column is unique"),
        Some(RelationType::OneToOne) => Err("it is one to one, but its column is not unique"),
        _ => Err("its type is unknown"),
    }
}
