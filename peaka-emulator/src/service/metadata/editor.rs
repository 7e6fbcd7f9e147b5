//! Edits of the metadata that are not requests.

use std::fmt;
use std::io;

use serde_json::Value as Json;

use super::entry::TableMetadata;
use super::relation::{Relation, RelationType};
use super::view::MetadataView;
use crate::service::error::ServiceError;

/// Edits the metadata of a project as a person in Peaka Studio would.
///
/// [`Emulator::edit_metadata`](crate::Emulator::edit_metadata) and
/// [`Emulator::edit_before`](crate::Emulator::edit_before) create one. Tables and columns are matched in the same way as
/// the names in the path of a request, and must be in the metadata.
///
/// # Examples
///
/// ```
/// use peaka_emulator::Emulator;
///
/// let emulator = Emulator::builder().table("events").build_in_memory()?;
/// emulator.edit_metadata("emulator", |metadata| {
///     metadata.describe_table("events", Some("Visits of pages"))?;
///     metadata.set_use_with_ai("events", false)
/// })?;
///
/// let entry = emulator.metadata("emulator", "events").unwrap();
/// assert_eq!(entry["metadata"]["tableDescription"], "Visits of pages");
/// assert_eq!(entry["metadata"]["useWithAI"], false);
/// # std::io::Result::Ok(())
/// ```
///
/// # Errors
///
/// Every method fails with [`io::ErrorKind::InvalidInput`] if what it names does not exist, or if a value is not valid.
pub struct MetadataEditor<'a> {
    view: MetadataView<'a>,
}

impl<'a> MetadataEditor<'a> {
    pub(crate) fn new(view: MetadataView<'a>) -> Self {
        Self { view }
    }

    /// Sets or removes the description of a table.
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if the metadata does not have the table.
    pub fn describe_table(&mut self, table: &str, description: Option<&str>) -> io::Result<()> {
        let entry = self.entry(table)?;
        entry.description = description.map(str::to_owned);
        Ok(())
    }

    /// Sets whether Peaka's AI uses a table.
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if the metadata does not have the table.
    pub fn set_use_with_ai(&mut self, table: &str, use_with_ai: bool) -> io::Result<()> {
        self.entry(table)?.use_with_ai = use_with_ai;
        Ok(())
    }

    /// Sets or removes the description of a column.
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if the metadata does not have the column.
    pub fn describe_column(
        &mut self,
        table: &str,
        column: &str,
        description: Option<&str>,
    ) -> io::Result<()> {
        self.set_column_field(table, column, "columnDescription", description.into())
    }

    /// Sets a field of a column other than its name. A field that is set to null is removed.
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if the metadata does not have the column.
    pub fn set_column_field(
        &mut self,
        table: &str,
        column: &str,
        field: &str,
        value: Json,
    ) -> io::Result<()> {
        let name = self.view.column(table, column).map_err(io_error)?;
        let column = self.entry(&name.table)?.column_mut(&name.column);
        column.map_err(io_error)?.set(field, value);
        Ok(())
    }

    /// Adds a relation between two columns, each given with its table, and returns its id.
    ///
    /// `kind` is `ONE_TO_ONE`, `ONE_TO_MANY` or `MANY_TO_ONE`.
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if the metadata does not have a column, or if the kind is unknown.
    pub fn add_relation(
        &mut self,
        source: (&str, &str),
        target: (&str, &str),
        kind: &str,
    ) -> io::Result<String> {
        let column = |(table, column)| self.view.column(table, column).map_err(io_error);
        let (source, target) = (column(source)?, column(target)?);
        let kind = RelationType::from_name(kind).map_err(io_error)?;
        let id = self.view.metadata.next_id();
        self.view.metadata.relations.push(Relation {
            id: id.clone(),
            source,
            target,
            kind,
        });
        Ok(id)
    }

    /// Deletes a relation.
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if there is no such relation.
    pub fn delete_relation(&mut self, id: &str) -> io::Result<()> {
        let relations = &mut self.view.metadata.relations;
        let index = relations.iter().position(|relation| relation.id == id);
        let index = index.ok_or_else(|| io_error(ServiceError::NoSuchRelation(id.to_owned())))?;
        relations.remove(index);
        Ok(())
    }

    /// Adds a golden SQL, and returns its id.
    pub fn add_golden_sql(&mut self, prompt: &str, sql: &str) -> String {
        let added = self.view.add_golden_sql(prompt.to_owned(), sql.to_owned());
        added.id
    }

    /// Deletes a golden SQL.
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if there is no such golden SQL.
    pub fn delete_golden_sql(&mut self, id: &str) -> io::Result<()> {
        self.view.delete_golden_sql(id).map_err(io_error)
    }

    /// Discovers tables and columns, as a refresh that has finished does.
    pub fn refresh(&mut self) {
        self.view.discover();
    }

    fn entry(&mut self, table: &str) -> io::Result<&mut TableMetadata> {
        let table = self.view.table(table).map_err(io_error)?.name.clone();
        self.view.metadata.entry_mut(&table).map_err(io_error)
    }
}

impl fmt::Debug for MetadataEditor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("MetadataEditor");
        debug
            .field("project", &self.view.project)
            .finish_non_exhaustive()
    }
}

fn io_error(error: ServiceError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error.to_string())
}
