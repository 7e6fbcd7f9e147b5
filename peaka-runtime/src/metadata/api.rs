//! The operations on metadata.

use reqwest::Method;
use serde::Serialize;

use super::catalog::{CATALOG_ID, SCHEMA, URL_QUERY};
use super::golden_sql::{NewGoldenSql, StoredGoldenSql};
use super::raw::{RawObject, read_list_in};
use super::relation::{NewRelation, Relation, RelationType};
use super::table::{RefreshStatus, TableMetadata};
use crate::client::{Client, Operation, ReadError, to_json};
use crate::report::Error;
use crate::schema::{NameKind, check_path_segment};
use crate::text::quoted;

/// The operations on metadata.
///
/// They are documented, but except for the refresh, none of their writes was observed. To make metadata match a
/// declaration, use [`BiTable::sync_metadata`](crate::BiTable::sync_metadata). Tables and columns are given by their
/// stored names.
impl Client {
    /// Lists the metadata of the BI tables (*Get Project Metadata*).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn print(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// for table in peaka.list_metadata().await? {
    ///     println!("{}: {}", table.name, table.description.as_deref().unwrap_or("-"));
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn list_metadata(&self) -> Result<Vec<TableMetadata>, Error> {
        let read = |body: &[u8]| {
            read_list_in(body, "metadata", |entry| {
                TableMetadata::from_raw(entry.required("metadata")?)
            })
        };
        self.send_metadata(
            Operation::ListMetadata,
            Method::GET,
            &[],
            URL_QUERY,
            None,
            read,
        )
        .await
    }

    /// Replaces the metadata of a table with that of `table`, which a list returned (*Update Metadata*).
    ///
    /// Unknown fields of the columns are sent back as they were read.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn describe(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// let mut tables = peaka.list_metadata().await?;
    /// if let Some(orders) = tables.iter_mut().find(|table| table.name == "orders") {
    ///     orders.description = Some("One row for each order.".to_owned());
    ///     peaka.update_metadata(orders).await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn update_metadata(&self, table: &TableMetadata) -> Result<(), Error> {
        let name = table.name.as_str();
        check_path_segment(NameKind::Table, name)?;
        let body = to_json(table)?;
        self.write_metadata(
            Operation::UpdateMetadata { table: name },
            Method::PUT,
            &[CATALOG_ID, SCHEMA, name],
            Some(body),
        )
        .await
    }

    /// Makes the service discover new tables and columns (*Refresh Project Metadata*).
    ///
    /// The job was observed to take from seconds to minutes; see [`refresh_status`](Self::refresh_status).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use peaka_runtime::RefreshStatus;
    ///
    /// # async fn refresh(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// peaka.refresh_metadata().await?;
    /// while peaka.refresh_status().await? == RefreshStatus::Running {
    ///     tokio::time::sleep(Duration::from_secs(2)).await;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn refresh_metadata(&self) -> Result<(), Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            catalog_id: &'static str,
        }

        let body = to_json(&Body {
            catalog_id: CATALOG_ID,
        })?;
        self.write_metadata(
            Operation::RefreshMetadata,
            Method::POST,
            &["refresh"],
            Some(body),
        )
        .await
    }

    /// Returns whether the service still discovers tables (*Get Metadata Refresh Job Status*).
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn refresh_status(&self) -> Result<RefreshStatus, Error> {
        let read = |body: &[u8]| {
            let response: RawObject = serde_json::from_slice(body)?;
            let status: String = response.required("status")?;
            Ok(RefreshStatus::from_name(&status))
        };
        self.send_metadata(
            Operation::FindRefreshStatus,
            Method::GET,
            &["refresh", CATALOG_ID],
            "",
            None,
            read,
        )
        .await
    }

    /// Lists the relations whose source is a BI table (*Get Project Catalog Metadata Relations*).
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn list_relations(&self) -> Result<Vec<Relation>, Error> {
        self.send_metadata(
            Operation::ListRelations,
            Method::GET,
            &["relations", CATALOG_ID],
            "",
            None,
            |body| read_list_in(body, "relations", Relation::from_raw),
        )
        .await
    }

    /// Adds a relation from a column of `table` to a column of `target_table` (*Add Relation To Metadata*).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::RelationType;
    ///
    /// # async fn relate(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// peaka.add_relation("orders", "customerid", "customers", "id", RelationType::ManyToOne).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn add_relation(
        &self,
        table: &str,
        column: &str,
        target_table: &str,
        target_column: &str,
        relation_type: RelationType,
    ) -> Result<(), Error> {
        check_path_segment(NameKind::Table, table)?;
        check_path_segment(NameKind::Column, column)?;
        let body = to_json(&NewRelation::new(
            target_table,
            target_column,
            relation_type,
        ))?;
        self.write_metadata(
            Operation::AddRelation { table, column },
            Method::POST,
            &["relations", CATALOG_ID, SCHEMA, table, column],
            Some(body),
        )
        .await
    }

    /// Changes the type of a relation (*Update Relation From Metadata*).
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn update_relation(
        &self,
        relation: &Relation,
        relation_type: RelationType,
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Body {
            r#type: RelationType,
        }

        let body = to_json(&Body {
            r#type: relation_type,
        })?;
        let operation = Operation::UpdateRelation {
            table: &relation.source_table,
        };
        self.send_relation(operation, Method::PUT, relation, Some(body))
            .await
    }

    /// Deletes a relation (*Delete Relation From Metadata*).
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn delete_relation(&self, relation: &Relation) -> Result<(), Error> {
        let operation = Operation::DeleteRelation {
            table: &relation.source_table,
        };
        self.send_relation(operation, Method::DELETE, relation, None)
            .await
    }

    async fn send_relation(
        &self,
        operation: Operation<'_>,
        method: Method,
        relation: &Relation,
        body: Option<Vec<u8>>,
    ) -> Result<(), Error> {
        let table = relation.source_table.as_str();
        check_path_segment(NameKind::Table, table)?;
        check_id(&relation.id)?;
        let path = ["relations", CATALOG_ID, SCHEMA, table, &relation.id];
        self.write_metadata(operation, method, &path, body).await
    }

    /// Makes the service collect the values of a column from its rows (*Generate categorical values from the
    /// column*): at most `limit` values, at the given frequency.
    ///
    /// A sync of metadata does not need this: an enum declares the values of its column.
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn collect_categorical_values(
        &self,
        table: &str,
        column: &str,
        limit: u32,
        frequency: &str,
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            limit: u32,
            frequency: &'a str,
        }

        let body = to_json(&Body { limit, frequency })?;
        let operation = Operation::CollectValues { table, column };
        self.send_values(operation, Method::PUT, table, column, Some(body))
            .await
    }

    /// Deletes the values of a column, and stops collecting them (*Delete categorical values*).
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn delete_categorical_values(&self, table: &str, column: &str) -> Result<(), Error> {
        let operation = Operation::DeleteValues { table, column };
        self.send_values(operation, Method::DELETE, table, column, None)
            .await
    }

    async fn send_values(
        &self,
        operation: Operation<'_>,
        method: Method,
        table: &str,
        column: &str,
        body: Option<Vec<u8>>,
    ) -> Result<(), Error> {
        check_path_segment(NameKind::Table, table)?;
        check_path_segment(NameKind::Column, column)?;
        let path = ["categorical", CATALOG_ID, SCHEMA, table, column];
        self.write_metadata(operation, method, &path, body).await
    }

    /// Lists the golden SQLs of the project.
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn list_golden_sqls(&self) -> Result<Vec<StoredGoldenSql>, Error> {
        self.send_metadata(
            Operation::ListGoldenSqls,
            Method::GET,
            &["golden-sqls"],
            "",
            None,
            |body| read_list_in(body, "result", StoredGoldenSql::from_raw),
        )
        .await
    }

    /// Adds a golden SQL to the project.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn teach(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// let sql = r#"SELECT COUNT(*) FROM "peaka"."bitable"."orders""#;
    /// peaka.add_golden_sql("How many orders are there?", sql).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn add_golden_sql(&self, question: &str, sql: &str) -> Result<(), Error> {
        let body = to_json(&NewGoldenSql {
            prompt: question,
            sql,
        })?;
        self.write_metadata(
            Operation::AddGoldenSql,
            Method::POST,
            &["golden-sqls"],
            Some(body),
        )
        .await
    }

    /// Deletes a golden SQL by its id.
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn delete_golden_sql(&self, id: &str) -> Result<(), Error> {
        check_id(id)?;
        let path = ["golden-sqls", id];
        self.write_metadata(Operation::DeleteGoldenSql, Method::DELETE, &path, None)
            .await
    }

    /// Sends a write. The content of its response is not documented, and proves nothing.
    async fn write_metadata(
        &self,
        operation: Operation<'_>,
        method: Method,
        path: &[&str],
        body: Option<Vec<u8>>,
    ) -> Result<(), Error> {
        let read = |_: &[u8]| Ok::<_, ReadError>(());
        self.send_metadata(operation, method, path, "", body, read)
            .await
    }
}

/// Checks an id that becomes a segment of a path. Without characters other than dots, it would be another path.
fn check_id(id: &str) -> Result<(), Error> {
    if id.trim_matches('.').is_empty() {
        return Err(Error::config(
            format!("invalid id {}", quoted(id)),
            "use the id that a list returned",
        ));
    }
    Ok(())
}
