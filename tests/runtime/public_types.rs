//! Traits that users expect of public types.

use std::fmt::Debug;

use peaka_runtime::{
    BiRow, BiTable, Binding, CellError, Client, ClientBuilder, ColumnDetail, ColumnRequest,
    ConfigError, DeclaredTable, Drift, Error, LiveTable, NameError, Plan, PlanDeviation, Policy,
    Progress, Query, QueryResult, Row, RowError, Select, Snapshot, SnapshotDifference, SyncColumns,
    SyncReport, SyncTables, Table, Tables, TablesProgress, TablesReport, Write, Zone,
};

#[derive(BiTable, BiRow)]
#[allow(dead_code)]
struct Event {
    id: i64,
}

fn assert_shareable<T: Debug + Send + Sync>() {}

fn assert_value<T: Clone + Debug + Send + Sync + 'static>() {}

fn assert_error<T: std::error::Error + Clone + Send + Sync + 'static>() {}

fn assert_send(_: &impl Send) {}

#[test]
fn public_types_are_send_sync_and_debug() {
    assert_shareable::<ClientBuilder>();
    assert_shareable::<SyncColumns<'_, '_>>();
    assert_shareable::<SyncTables<'_>>();
    assert_shareable::<Progress<'_>>();
    assert_shareable::<TablesProgress<'_>>();
    assert_shareable::<Snapshot>();
    assert_shareable::<Query<'_>>();
    assert_shareable::<Select<'_, Event>>();
}

#[test]
fn values_can_be_cloned() {
    assert_value::<Binding>();
    assert_value::<Client>();
    assert_value::<ColumnDetail>();
    assert_value::<ColumnRequest<'static>>();
    assert_value::<DeclaredTable>();
    assert_value::<Drift>();
    assert_value::<LiveTable>();
    assert_value::<Plan<'static>>();
    assert_value::<PlanDeviation>();
    assert_value::<QueryResult>();
    assert_value::<Row>();
    assert_value::<Policy>();
    assert_value::<SnapshotDifference>();
    assert_value::<SyncReport>();
    assert_value::<Table>();
    assert_value::<Tables>();
    assert_value::<TablesReport>();
    assert_value::<Write>();
    assert_value::<Zone>();
}

#[test]
fn errors_implement_the_standard_trait() {
    assert_error::<Error>();
    assert_error::<ConfigError>();
    assert_error::<CellError>();
    assert_error::<RowError>();
    assert_error::<NameError>();
}

/// A future that is not `Send` cannot be spawned on a multi-threaded runtime.
#[test]
fn futures_are_send() {
    let client = Client::builder()
        .base_url("http://127.0.0.1:1/api/v1")
        .api_key("key-4711")
        .project_id("p")
        .build()
        .unwrap();
    let sync = || Event::sync_columns(&client);
    assert_send(&sync().into_future());
    assert_send(&sync().plan());
    assert_send(&client.list_tables());
    assert_send(&client.list_columns("events"));
    assert_send(&client.sync_all().into_future());
    let select = || Event::select(&client).page_by("id");
    assert_send(&select().fetch_all());
    assert_send(&select().stream());
    assert_send(&select().stream().try_next());
    assert_send(&client.query("SELECT 1").fetch_result());
}
