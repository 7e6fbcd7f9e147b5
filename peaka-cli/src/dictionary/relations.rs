//! The references between the tables of a page.

use peaka_runtime::{Reference, ReferenceTarget};

use super::entry::Entry;

/// The tables with references, and the references.
pub(crate) struct Relations<'a> {
    pub(crate) tables: Vec<RelatedTable<'a>>,
    pub(crate) references: Vec<Relation<'a>>,
}

/// A table, and those of its columns that refer to another one or that another one refers to.
pub(crate) struct RelatedTable<'a> {
    pub(crate) name: &'a str,
    pub(crate) columns: Vec<&'a str>,
}

/// A column that refers to another one, each with the name of its table.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Relation<'a> {
    pub(crate) source: (&'a str, &'a str),
    pub(crate) target: (&'a str, &'a str),
}

impl<'a> Relations<'a> {
    /// Returns the references of the tables; `None` if there are none.
    pub(crate) fn between(entries: &[Entry<'a>]) -> Option<Self> {
        let mut references = Vec::new();
        for Entry { declared, .. } in entries {
            for column in declared.columns {
                let Some(target) = column.references.map(Reference::target) else {
                    continue;
                };
                let ReferenceTarget {
                    table,
                    column: referenced,
                    ..
                } = target;
                let relation = Relation {
                    source: (declared.table, column.name),
                    target: (table, referenced),
                };
                // Two structs can declare one table.
                if !references.contains(&relation) {
                    references.push(relation);
                }
            }
        }
        let mut tables = Vec::<RelatedTable<'a>>::new();
        // In the order of the page: first the columns of its tables, then those of other ones.
        let declared = entries.iter().flat_map(|Entry { declared, .. }| {
            let columns = declared.columns.iter();
            columns.map(|column| (declared.table, column.name))
        });
        let is_related = |column: &(&str, &str)| {
            let mut ends = references
                .iter()
                .flat_map(|relation| [relation.source, relation.target]);
            ends.any(|end| end == *column)
        };
        let targets = references.iter().map(|relation| relation.target);
        for (name, column) in declared.filter(is_related).chain(targets) {
            let known = tables.iter().position(|table| table.name == name);
            let index = known.unwrap_or_else(|| {
                tables.push(RelatedTable {
                    name,
                    columns: Vec::new(),
                });
                tables.len() - 1
            });
            let columns = &mut tables[index].columns;
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        (!references.is_empty()).then_some(Self { tables, references })
    }
}
