//! A sync as an application would write it by hand.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use peaka_runtime::{BiTable, ColumnRequest};
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;

use crate::declared::Event;

/// A client that adds the missing columns of a table, and re-reads the list.
///
/// It sends the same requests as the runtime, with the same timeouts, and checks only names and data types. It has no
/// retries, no deadline, no report, and accepts no other spelling of a name.
pub(crate) struct HandWritten {
    http: reqwest::Client,
    tables_url: String,
    api_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Column {
    name: String,
    data_type: String,
}

impl HandWritten {
    pub(crate) fn new(
        base_url: &str,
        project_id: &str,
        api_key: &str,
    ) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10))
            .no_proxy()
            // The runtime does not load the certificates of the system for plain HTTP either.
            .tls_certs_only([])
            .build()?;
        Ok(Self {
            http,
            tables_url: format!("{base_url}/data/projects/{project_id}/bitable"),
            api_key: api_key.to_owned(),
        })
    }

    pub(crate) async fn sync(&self, table: &str) -> Result<(), Box<dyn Error>> {
        let missing = self.missing_columns(table).await?;
        if missing.is_empty() {
            return Ok(());
        }
        self.add_columns(table, &missing).await?;
        match self.missing_columns(table).await?.as_slice() {
            [] => Ok(()),
            [column, ..] => Err(format!("column {} was not added", column.name).into()),
        }
    }

    async fn missing_columns(
        &self,
        table: &str,
    ) -> Result<Vec<ColumnRequest<'static>>, Box<dyn Error>> {
        let url = format!("{}/{table}/columns", self.tables_url);
        let request = self.http.get(url).bearer_auth(&self.api_key);
        let response = request.send().await?.error_for_status()?;
        let columns: Vec<Column> = serde_json::from_slice(&response.bytes().await?)?;
        let types: HashMap<_, _> = columns
            .iter()
            .map(|column| (column.name.as_str(), column.data_type.as_str()))
            .collect();
        let mut missing = Vec::new();
        for column in Event::COLUMNS {
            match types.get(column.name) {
                None => missing.push(*column),
                Some(live_type) => {
                    let name = live_type.split('(').next().unwrap_or(live_type);
                    if !name.eq_ignore_ascii_case(column.data_type.as_str()) {
                        return Err(format!("column {} is {live_type}", column.name).into());
                    }
                }
            }
        }
        Ok(missing)
    }

    async fn add_columns(
        &self,
        table: &str,
        columns: &[ColumnRequest<'_>],
    ) -> Result<(), Box<dyn Error>> {
        let url = format!("{}/{table}/columns", self.tables_url);
        let request = self.http.post(url).bearer_auth(&self.api_key);
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(columns)?);
        let response = request.send().await?.error_for_status()?;
        let added: Vec<Column> = serde_json::from_slice(&response.bytes().await?)?;
        if added.len() == columns.len() {
            Ok(())
        } else {
            Err("the response does not repeat all columns".into())
        }
    }
}
