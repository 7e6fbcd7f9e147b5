//! Runs scenarios of metadata.

use std::time::Duration;

use peaka_emulator::{Emulator, Fault, Outcome, Profile};
use peaka_runtime::{Client, ColumnRequest, DataType, Error, MetadataReport, stored_name};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::service::{RawRequest, Service};
use super::simulate::Simulate;
use crate::scenario::{Discovered, Metadata, MetadataEdit, Scenario};
use crate::table::{COLUMNS, LiveMetadata, MetadataDeclaration, MetadataRequest, Request};

const TABLES: [&str; 2] = ["customers", "web_orders"];

impl Metadata {
    /// Returns the name under which the service stores a table or a column.
    fn stored(&self, name: &str) -> String {
        match self.profile {
            Profile::Observed => stored_name(name).into_owned(),
            _ => name.to_owned(),
        }
    }

    fn add_column(&self, service: &Service, table: &str, column: &str) {
        let path = format!(
            "/api/v1/data/projects/{}/bitable/{}/columns",
            service.project_id(),
            self.stored(table)
        );
        let column = ColumnRequest::new(column, DataType::Varchar);
        drop(service.request("POST", &path, json!([column]).to_string().as_bytes()));
    }
}

impl Simulate for Metadata {
    type Live = LiveMetadata;
    type List = LiveMetadata;
    type Report = MetadataReport;
    type End = ();

    fn start(&self) -> Service {
        let emulator = Emulator::builder()
            .profile(self.profile)
            .match_requested_names(self.match_requested_names)
            .metadata(self.options)
            .log(false)
            .build_in_memory()
            .expect("no table is created yet");
        let service = Service::new(emulator);
        let project = service.project_id();
        let refresh = || self.edit(&service, &MetadataEdit::Refresh);
        for table in TABLES {
            let path = format!("/api/v1/data/projects/{project}/bitable/{table}");
            drop(service.request("POST", &path, b""));
        }
        let is_new = |column: &str| ["note", "email"].contains(&column);
        for (table, column) in COLUMNS.iter().filter(|(_, column)| !is_new(column)) {
            self.add_column(&service, table, column);
        }
        if self.discovered != Discovered::Nothing {
            refresh();
        }
        for (table, column) in COLUMNS.iter().filter(|(_, column)| is_new(column)) {
            self.add_column(&service, table, column);
        }
        if self.discovered == Discovered::Everything {
            refresh();
        }
        for edit in &self.initial_edits {
            self.edit(&service, edit);
        }
        service
    }

    fn live(&self, service: &Service) -> LiveMetadata {
        let (emulator, project) = (service.emulator(), service.project_id());
        let mut live = LiveMetadata::default();
        for table in TABLES {
            if let Some(entry) = emulator.metadata(project, &self.stored(table)) {
                live.add_table(table, &entry["metadata"]);
            }
        }
        live.add_relations(&emulator.relations(project));
        live.add_golden_sqls(&emulator.golden_sqls(project));
        live
    }

    fn end(&self, _: &Service) {}

    fn may_change(request: &Request) -> bool {
        // Reads of the status finish a refresh.
        let is_status = *request == Request::Metadata(MetadataRequest::FindRefreshStatus);
        request.is_write() || is_status
    }

    fn edit(&self, service: &Service, edit: &MetadataEdit) {
        let project = service.project_id();
        let emulator = service.emulator();
        let nth_id = |list: Value, nth: usize| {
            let id = list[nth]["id"].as_str();
            id.map(str::to_owned)
        };
        let relation = |nth| nth_id(emulator.relations(project), nth).unwrap_or_default();
        let golden_sql = |nth| nth_id(emulator.golden_sqls(project), nth).unwrap_or_default();
        let ids = match edit {
            MetadataEdit::DeleteRelation(nth) => relation(*nth),
            MetadataEdit::DeleteGoldenSql(nth) => golden_sql(*nth),
            _ => String::new(),
        };
        let stored = |(table, column): (&str, &str)| (self.stored(table), self.stored(column));
        let edited = emulator.edit_metadata(project, |editor| match *edit {
            MetadataEdit::DescribeTable(table, text) => {
                editor.describe_table(&self.stored(table), text)
            }
            MetadataEdit::SetUseWithAi(table, flag) => {
                editor.set_use_with_ai(&self.stored(table), flag)
            }
            MetadataEdit::DescribeColumn(column, text) => {
                let (table, column) = stored(column);
                editor.describe_column(&table, &column, text)
            }
            MetadataEdit::SetValues(column, values) => {
                let (table, column) = stored(column);
                let flag = editor.set_column_field(&table, &column, "isCategorical", json!(true));
                flag.and_then(|()| {
                    editor.set_column_field(&table, &column, "categoricalValues", json!(values))
                })
            }
            MetadataEdit::SetSample(column, value) => {
                let (table, column) = stored(column);
                editor.set_column_field(&table, &column, "sampleValues", json!([value]))
            }
            MetadataEdit::AddRelation(source, target, kind) => {
                let [source, target] = [source, target].map(stored);
                let id = editor.add_relation((&source.0, &source.1), (&target.0, &target.1), kind);
                id.map(drop)
            }
            MetadataEdit::DeleteRelation(_) => editor.delete_relation(&ids),
            MetadataEdit::AddGoldenSql(question, sql) => {
                editor.add_golden_sql(question, sql);
                Ok(())
            }
            MetadataEdit::DeleteGoldenSql(_) => editor.delete_golden_sql(&ids),
            MetadataEdit::Refresh => {
                editor.refresh();
                Ok(())
            }
        });
        // A person cannot edit what the metadata does not have. That is no edit.
        let _ = edited;
    }

    fn list_path(&self, project: &str) -> String {
        format!("/api/v1/metadata/{project}")
    }

    fn read_list(&self, request: &Request, body: &[u8]) -> Option<LiveMetadata> {
        let list = || serde_json::from_slice::<Value>(body).unwrap_or_default();
        let mut live = LiveMetadata::default();
        match request.metadata()? {
            MetadataRequest::ListTables => {
                for entry in list()["metadata"].as_array().into_iter().flatten() {
                    let metadata = &entry["metadata"];
                    let table = metadata["tableName"].as_str().unwrap_or_default();
                    live.add_table(table, metadata);
                    live.add_relations(&metadata["relations"]);
                }
            }
            MetadataRequest::ListRelations => live.add_relations(&list()["relations"]),
            MetadataRequest::ListGoldenSqls => live.add_golden_sqls(&list()["result"]),
            _ => return None,
        }
        Some(live)
    }

    fn false_success(
        &self,
        service: &Service,
        request: &Request,
        raw: &RawRequest,
    ) -> (u16, Vec<u8>) {
        service
            .emulator()
            .inject(request.operation(), Fault::Discard);
        match service.request(&raw.method, &raw.path, &raw.body) {
            Outcome::Response(response) => (response.status, response.body.into_bytes().to_vec()),
            _ => (200, b"{}".to_vec()),
        }
    }

    fn hide(_: &Scenario<Self>, _: usize, list: &[u8], _: usize) -> Vec<u8> {
        list.to_vec()
    }

    fn timeout(declaration: &MetadataDeclaration) -> Duration {
        declaration.timeout
    }

    async fn sync(
        &self,
        declaration: &MetadataDeclaration,
        client: &Client,
        plan_delay: Option<Duration>,
        planned: impl FnOnce(),
    ) -> Result<MetadataReport, Error> {
        let sync = declaration.sync(client);
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
