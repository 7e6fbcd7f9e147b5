//! A service that syncs its tables at start-up, tells its state at `/health`, and refuses traffic
//! until the live tables are proven to have the columns that the code declares.
//!
//! ```text
//! cargo run -p peaka-emulator -- --port 8787       and set the variables that it prints
//! cargo run --example service
//! curl -i localhost:3000/health
//! ```

use std::io::{Error, Result};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use examples::{PageView, Visitor};
use peaka_runtime::{Client, sync_tables};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::sleep;

/// What is known of the tables.
#[derive(Clone, Debug, PartialEq)]
enum Schema {
    /// Nothing yet.
    Starting,
    /// A sync failed, and another one comes.
    Unproven { why: String },
    /// A list after the last write shows all that is declared.
    Proven { tables: usize },
}

/// How long to wait after a sync that failed.
#[derive(Clone, Copy)]
struct Waits {
    /// If the same may succeed a little later.
    passing: Duration,
    /// If somebody has to mend a table, the key or the code. It is tried again all the same: a table
    /// can be mended without a deploy.
    lasting: Duration,
}

const WAITS: Waits = Waits {
    passing: Duration::from_secs(1),
    lasting: Duration::from_secs(30),
};

#[tokio::main]
async fn main() -> Result<()> {
    let peaka = Client::from_env().map_err(Error::other)?;
    let (told, schema) = watch::channel(Schema::Starting);
    tokio::spawn(prove(peaka, WAITS, told));
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, service(schema)).await
}

/// Syncs until the tables are proven.
async fn prove(peaka: Client, waits: Waits, tell: watch::Sender<Schema>) {
    loop {
        // With the feature `registry`, `peaka.sync_all()` needs no list of the structs.
        let sync = sync_tables![PageView, Visitor].with(&peaka);
        let sync = sync.each(|_, sync| sync.create_table(true));
        match sync.await {
            Ok(report) => {
                let tables = report.tables.len();
                tell.send_replace(Schema::Proven { tables });
                return;
            }
            Err(error) => {
                let wait = if error.is_retryable() {
                    waits.passing
                } else {
                    waits.lasting
                };
                let why = error.to_string();
                tell.send_replace(Schema::Unproven { why });
                sleep(wait).await;
            }
        }
    }
}

/// The routes. Only `/health` answers before the tables are proven.
fn service(schema: watch::Receiver<Schema>) -> Router {
    Router::new()
        .route("/page-views", get(|| async { "many" }))
        .layer(from_fn_with_state(schema.clone(), refuse_until_proven))
        .route("/health", get(health))
        .with_state(schema)
}

async fn health(State(schema): State<watch::Receiver<Schema>>) -> Response {
    let (status, body) = match &*schema.borrow() {
        Schema::Proven { tables } => (
            StatusCode::OK,
            json!({"schema": "verified", "tables": tables}),
        ),
        Schema::Starting => (
            StatusCode::SERVICE_UNAVAILABLE,
            json!({"schema": "starting"}),
        ),
        Schema::Unproven { why } => (
            StatusCode::SERVICE_UNAVAILABLE,
            json!({"schema": "unproven", "why": why}),
        ),
    };
    (status, Json(body)).into_response()
}

async fn refuse_until_proven(
    State(schema): State<watch::Receiver<Schema>>,
    request: Request,
    next: Next,
) -> Response {
    if matches!(&*schema.borrow(), Schema::Proven { .. }) {
        return next.run(request).await;
    }
    // What is wrong with the tables is told at `/health`, not to the whole world.
    let body = json!({"error": "the tables are not ready"});
    let wait = [(RETRY_AFTER, "1")];
    (StatusCode::SERVICE_UNAVAILABLE, wait, Json(body)).into_response()
}

/// How you can test the start-up of a program of yours: over real HTTP, against the emulator, with
/// the faults that you fear.
#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use peaka_emulator::{Emulator, Fault, Operation, Profile};
    use peaka_runtime::{ColumnRequest, DataType};
    use serde_json::Value;
    use tokio::time::timeout;
    use tower::ServiceExt;

    use super::*;

    /// A service that is starting up against an emulator, which stops when it is dropped.
    struct Started {
        emulator: Emulator,
        peaka: Client,
        schema: watch::Receiver<Schema>,
    }

    async fn emulator() -> Emulator {
        let emulator = Emulator::builder().profile(Profile::Observed).start();
        emulator.await.expect("a port is free")
    }

    fn start(emulator: Emulator, api_key: &str) -> Started {
        let peaka = Client::builder()
            .base_url(emulator.base_url())
            .project_id(emulator.project_id())
            .api_key(api_key)
            .build()
            .expect("the client is set up");
        let (told, schema) = watch::channel(Schema::Starting);
        let waits = Waits {
            passing: Duration::from_millis(10),
            lasting: Duration::from_millis(10),
        };
        tokio::spawn(prove(peaka.clone(), waits, told));
        Started {
            emulator,
            peaka,
            schema,
        }
    }

    impl Started {
        async fn until(&self, holds: impl FnMut(&Schema) -> bool) -> Schema {
            let mut schema = self.schema.clone();
            let seen = timeout(Duration::from_secs(20), schema.wait_for(holds));
            let seen = seen.await.expect("it takes no 20 seconds");
            seen.expect("it is still trying").clone()
        }

        async fn get(&self, path: &str) -> (StatusCode, String) {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let answer = service(self.schema.clone()).oneshot(request).await;
            let (head, body) = answer.expect("it answers").into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("it is whole");
            let text = String::from_utf8(body.to_vec()).expect("it is text");
            (head.status, text)
        }

        async fn health(&self) -> (StatusCode, Value) {
            let (status, body) = self.get("/health").await;
            (status, serde_json::from_str(&body).expect("it is JSON"))
        }

        async fn is_proven(&self) {
            self.until(|schema| matches!(schema, Schema::Proven { .. }))
                .await;
            let proven = json!({"schema": "verified", "tables": 2});
            assert_eq!(self.health().await, (StatusCode::OK, proven));
            let traffic = self.get("/page-views").await;
            assert_eq!(traffic, (StatusCode::OK, "many".to_owned()));
            let mut tables = self.emulator.tables(self.emulator.project_id());
            tables.sort();
            assert_eq!(tables, ["pageviews", "visitors"]);
        }
    }

    #[tokio::test]
    async fn traffic_is_refused_until_the_tables_are_proven() {
        let emulator = emulator().await;
        let wait = Duration::from_millis(300);
        emulator.inject(Operation::ListTables, Fault::Late { wait });
        let api_key = emulator.api_key().to_owned();
        let service = start(emulator, &api_key);

        let starting = json!({"schema": "starting"});
        let unavailable = StatusCode::SERVICE_UNAVAILABLE;
        assert_eq!(service.health().await, (unavailable, starting));
        let refusal = r#"{"error":"the tables are not ready"}"#.to_owned();
        assert_eq!(service.get("/page-views").await, (unavailable, refusal));
        service.is_proven().await;
    }

    #[tokio::test]
    async fn an_answer_that_is_lost_does_not_keep_it_from_starting() {
        let emulator = emulator().await;
        emulator.inject(Operation::CreateTable, Fault::DropAfter);
        emulator.inject(Operation::AddColumns, Fault::ResetAfter);
        let api_key = emulator.api_key().to_owned();
        start(emulator, &api_key).is_proven().await;
    }

    #[tokio::test]
    async fn an_outage_is_waited_for() {
        let emulator = emulator().await;
        for _ in 0..20 {
            let down = Fault::answer(503, "text/html", "<h1>Down for maintenance</h1>");
            emulator.inject(Operation::ListColumns, down);
        }
        let api_key = emulator.api_key().to_owned();
        start(emulator, &api_key).is_proven().await;
    }

    #[tokio::test]
    async fn a_table_that_differs_is_told_and_can_be_mended_while_the_service_waits() {
        let emulator = emulator().await;
        let api_key = emulator.api_key().to_owned();
        let service = start(emulator, &api_key);
        service.is_proven().await;
        // Somebody makes a column anew, with another type.
        let replaced = ColumnRequest::new("clicks", DataType::Varchar);
        let peaka = &service.peaka;
        peaka.delete_column("pageviews", "clicks").await.unwrap();
        peaka.add_columns("pageviews", &[replaced]).await.unwrap();

        let Started { emulator, .. } = service;
        let service = start(emulator, &api_key);
        let Schema::Unproven { why } = service
            .until(|schema| !matches!(schema, Schema::Starting))
            .await
        else {
            panic!("the column has another type");
        };
        assert!(
            why.contains("column `clicks` is declared BIGINT, but the table has varchar"),
            "{why}"
        );
        let (status, health) = service.health().await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(health, json!({"schema": "unproven", "why": why}));

        let peaka = &service.peaka;
        peaka.delete_column("pageviews", "clicks").await.unwrap();
        service.is_proven().await;
    }

    #[tokio::test]
    async fn a_key_that_is_not_accepted_is_told_and_shows_nowhere() {
        let service = start(emulator().await, "not-the-key-4711");
        service
            .until(|schema| matches!(schema, Schema::Unproven { .. }))
            .await;
        let (status, health) = service.health().await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        let why = health["why"].as_str().expect("it says why");
        assert!(why.contains("the API key was rejected"), "{why}");
        assert!(!health.to_string().contains("4711"), "{health}");
    }
}
