//! Runs scenarios of columns.

use std::time::Duration;

use peaka_emulator::Emulator;
use peaka_runtime::{Client, Error, SyncReport, stored_name};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::service::{RawRequest, Service};
use super::simulate::Simulate;
use super::wrong_response::{false_success, hideable_columns, without_column};
use crate::scenario::{Columns, Edit, Scenario};
use crate::table::{Column, Declaration, LiveTable, Request};

/// What a list shows.
#[derive(Debug)]
pub(crate) enum ColumnList {
    Columns(LiveTable),
    /// The names of the tables.
    Tables(Vec<String>),
}

impl Columns {
    /// Returns the names of all tables that share the stored name of the declared table.
    fn tables_with_same_name(&self, service: &Service) -> Vec<String> {
        let mut tables = service.emulator().tables(service.project_id());
        tables.retain(|table| stored_name(table) == stored_name(self.table));
        tables
    }
}

impl Simulate for Columns {
    /// `None` if the table does not exist.
    type Live = Option<LiveTable>;
    type List = ColumnList;
    type Report = SyncReport;
    /// All tables that share the stored name of the declared table.
    type End = Vec<String>;

    fn start(&self) -> Service {
        let builder = Emulator::builder()
            .profile(self.profile)
            .echo(self.echo)
            .match_requested_names(self.match_requested_names)
            .log(false);
        let builder = match &self.initial_table {
            Some((table, _)) => builder.table(table),
            None => builder,
        };
        let emulator = builder.build_in_memory().expect("the table can be created");
        let service = Service::new(emulator);
        if let Some((_, columns)) = &self.initial_table {
            for column in columns {
                self.edit(&service, &Edit::AddColumn(*column));
            }
        }
        service
    }

    fn live(&self, service: &Service) -> Option<LiveTable> {
        let tables = self.tables_with_same_name(service);
        let columns = service
            .emulator()
            .columns(service.project_id(), tables.first()?)?;
        Some(LiveTable::parse(&columns).expect("the emulator returns a column list"))
    }

    fn end(&self, service: &Service) -> Vec<String> {
        self.tables_with_same_name(service)
    }

    fn may_change(request: &Request) -> bool {
        request.is_write()
    }

    fn edit(&self, service: &Service, edit: &Edit) {
        let table = self.tables_with_same_name(service).first().cloned();
        let table = table.unwrap_or_else(|| self.table.to_owned());
        let path = format!(
            "/api/v1/data/projects/{}/bitable/{table}",
            service.project_id()
        );
        let column = |column: &Column| json!([column]).to_string();
        drop(match edit {
            Edit::AddColumn(added) => {
                service.request("POST", &format!("{path}/columns"), column(added).as_bytes())
            }
            Edit::DeleteColumn(name) => {
                service.request("DELETE", &format!("{path}/columns/{name}"), b"")
            }
            Edit::CreateTable => service.request("POST", &path, b""),
            Edit::DeleteTable => service.request("DELETE", &path, b""),
        });
    }

    fn list_path(&self, project: &str) -> String {
        format!("/api/v1/data/projects/{project}/bitable")
    }

    fn read_list(&self, request: &Request, body: &[u8]) -> Option<ColumnList> {
        let list = || serde_json::from_slice::<Value>(body).unwrap_or_default();
        Some(match request {
            Request::ListColumns => {
                let columns = LiveTable::parse(&list());
                ColumnList::Columns(columns.expect("the emulator returns a column list"))
            }
            Request::ListTables => {
                let list = list();
                let names = list.as_array().into_iter().flatten();
                let names = names.filter_map(|table| table["tableName"].as_str());
                ColumnList::Tables(names.map(str::to_owned).collect())
            }
            _ => return None,
        })
    }

    fn false_success(&self, _: &Service, request: &Request, raw: &RawRequest) -> (u16, Vec<u8>) {
        (200, false_success(request, self.table, &raw.body))
    }

    fn hide(scenario: &Scenario<Self>, program: usize, list: &[u8], nth: usize) -> Vec<u8> {
        without_column(list, &hideable_columns(scenario)[program], nth)
    }

    fn timeout(declaration: &Declaration) -> Duration {
        declaration.timeout
    }

    async fn sync(
        &self,
        declaration: &Declaration,
        client: &Client,
        plan_delay: Option<Duration>,
        planned: impl FnOnce(),
    ) -> Result<SyncReport, Error> {
        let sync = declaration.sync(client, self.table);
        let Some(delay) = plan_delay else {
            return sync.await;
        };
        let plan = sync.plan().await;
        planned();
        let plan = plan?;
        sleep(delay).await;
        plan.apply(client).await
    }
}
