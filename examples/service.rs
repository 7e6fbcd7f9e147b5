//! A service that syncs its tables at start-up, reports the state at `/health`, and responds to
//! other requests with 503 until the live tables are verified.
//!
//! ```text
//! cargo run -p peaka-emulator -- --port 8787       set the variables that it prints
//! cargo run --example service
//! curl -i localhost:3000/health
//! ```
//!
//! `ADDRESS` sets another address than `127.0.0.1:3000`. Ctrl-C stops the service after it has responded to the requests
//! that it has received.

use std::env;
use std::error::Error;
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
use tokio::signal::ctrl_c;
use tokio::sync::watch;
use tokio::time::sleep;

/// The state of the tables.
#[derive(Clone, Debug, PartialEq)]
enum SchemaState {
    /// The first sync is running.
    Starting,
    /// The last sync failed. Another one follows.
    Failed { error: String },
    /// All declared columns were found when the columns were re-read after the last write.
    Verified { tables: usize },
}

/// The time to wait after a failed sync.
#[derive(Clone, Copy)]
struct RetryDelays {
    /// If the error is retryable.
    retryable: Duration,
    /// If a table, the API key or the code must be fixed. The sync is repeated, because a table can
    /// be fixed without a deploy.
    permanent: Duration,
}

const RETRY_DELAYS: RetryDelays = RetryDelays {
    retryable: Duration::from_secs(1),
    permanent: Duration::from_secs(30),
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let peaka = Client::from_env()?;
    let (sender, state) = watch::channel(SchemaState::Starting);
    tokio::spawn(sync_until_verified(peaka, RETRY_DELAYS, sender));
    let address = env::var("ADDRESS").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, service(state))
        .with_graceful_shutdown(async { ctrl_c().await.expect("Ctrl-C can be handled") })
        .await?;
    Ok(())
}

/// Syncs until the tables are verified.
async fn sync_until_verified(
    peaka: Client,
    delays: RetryDelays,
    state: watch::Sender<SchemaState>,
) {
    loop {
        // With the feature `registry`, `peaka.sync_all()` replaces the list of structs.
        let sync = sync_tables![PageView, Visitor].with(&peaka);
        let sync = sync.each(|_, sync| sync.create_table(true));
        match sync.await {
            Ok(report) => {
                let tables = report.tables.len();
                state.send_replace(SchemaState::Verified { tables });
                return;
            }
            Err(error) => {
                let delay = if error.is_retryable() {
                    delays.retryable
                } else {
                    delays.permanent
                };
                let error = error.to_string();
                state.send_replace(SchemaState::Failed { error });
                sleep(delay).await;
            }
        }
    }
}

/// Returns the routes. Until the tables are verified, all but `/health` respond with 503.
fn service(state: watch::Receiver<SchemaState>) -> Router {
    Router::new()
        .route("/page-views", get(|| async { "many" }))
        .layer(from_fn_with_state(state.clone(), require_verified_tables))
        .route("/health", get(health))
        .with_state(state)
}

async fn health(State(state): State<watch::Receiver<SchemaState>>) -> Response {
    let (status, body) = match &*state.borrow() {
        SchemaState::Verified { tables } => (
            StatusCode::OK,
            json!({"schema": "verified", "tables": tables}),
        ),
        SchemaState::Starting => (
            StatusCode::SERVICE_UNAVAILABLE,
            json!({"schema": "starting"}),
        ),
        SchemaState::Failed { error } => (
            StatusCode::SERVICE_UNAVAILABLE,
            json!({"schema": "failed", "error": error}),
        ),
    };
    (status, Json(body)).into_response()
}

async fn require_verified_tables(
    State(state): State<watch::Receiver<SchemaState>>,
    request: Request,
    next: Next,
) -> Response {
    if matches!(&*state.borrow(), SchemaState::Verified { .. }) {
        return next.run(request).await;
    }
    // `/health` reports the error. Other clients need not see it.
    let body = json!({"error": "the tables are not ready"});
    let wait = [(RETRY_AFTER, "1")];
    (StatusCode::SERVICE_UNAVAILABLE, wait, Json(body)).into_response()
}

/// Tests of the start-up over real HTTP, against the emulator with injected faults. You can test your
/// own service in the same way.
#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use peaka_emulator::{Emulator, Fault, Operation, Profile};
    use peaka_runtime::{ColumnRequest, DataType};
    use serde_json::Value;
    use tokio::time::timeout;
    use tower::ServiceExt;

    use super::*;

    /// A service that starts up against an emulator.
    struct StartedService {
        emulator: Emulator,
        peaka: Client,
        state: watch::Receiver<SchemaState>,
    }

    async fn emulator() -> Emulator {
        let emulator = Emulator::builder().profile(Profile::Observed).start();
        emulator.await.expect("a port is free")
    }

    /// Delays of which only that after a retryable error is short enough for a test.
    const ONLY_RETRYABLE: RetryDelays = RetryDelays {
        retryable: Duration::from_millis(10),
        permanent: Duration::MAX,
    };

    /// Delays of which only that after a permanent error is short enough for a test.
    const ONLY_PERMANENT: RetryDelays = RetryDelays {
        retryable: Duration::MAX,
        permanent: Duration::from_millis(10),
    };

    fn start(emulator: Emulator, api_key: &str, delays: RetryDelays) -> StartedService {
        let peaka = Client::builder()
            .base_url(emulator.base_url())
            .project_id(emulator.project_id())
            .api_key(api_key)
            .build()
            .expect("the client is set up");
        let (sender, state) = watch::channel(SchemaState::Starting);
        tokio::spawn(sync_until_verified(peaka.clone(), delays, sender));
        StartedService {
            emulator,
            peaka,
            state,
        }
    }

    impl StartedService {
        async fn wait_for(&self, condition: impl FnMut(&SchemaState) -> bool) -> SchemaState {
            let mut state = self.state.clone();
            let state = timeout(Duration::from_secs(20), state.wait_for(condition)).await;
            let state = state.expect("the state is reached within 20 seconds");
            state.expect("the sync task is running").clone()
        }

        async fn get(&self, path: &str) -> (StatusCode, String) {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let response = service(self.state.clone()).oneshot(request).await;
            let (head, body) = response.expect("a response").into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a complete body");
            let text = String::from_utf8(body.to_vec()).expect("UTF-8");
            (head.status, text)
        }

        async fn health(&self) -> (StatusCode, Value) {
            let (status, body) = self.get("/health").await;
            (status, serde_json::from_str(&body).expect("JSON"))
        }

        async fn assert_verified(&self) {
            self.wait_for(|state| matches!(state, SchemaState::Verified { .. }))
                .await;
            let verified = json!({"schema": "verified", "tables": 2});
            assert_eq!(self.health().await, (StatusCode::OK, verified));
            let response = self.get("/page-views").await;
            assert_eq!(response, (StatusCode::OK, "many".to_owned()));
            let mut tables = self.emulator.tables(self.emulator.project_id());
            tables.sort();
            assert_eq!(tables, ["pageviews", "visitors"]);
        }
    }

    #[test]
    fn failed_sync_is_repeated_after_a_second_or_after_30() {
        assert_eq!(RETRY_DELAYS.retryable, Duration::from_secs(1));
        assert_eq!(RETRY_DELAYS.permanent, Duration::from_secs(30));
    }

    #[tokio::test]
    async fn requests_are_rejected_until_the_tables_are_verified() {
        let emulator = emulator().await;
        let delay = Duration::from_millis(300);
        emulator.inject(Operation::ListTables, Fault::DelayResponse { delay });
        let api_key = emulator.api_key().to_owned();
        let service = start(emulator, &api_key, ONLY_RETRYABLE);

        let starting = json!({"schema": "starting"});
        let unavailable = StatusCode::SERVICE_UNAVAILABLE;
        assert_eq!(service.health().await, (unavailable, starting));
        let rejection = r#"{"error":"the tables are not ready"}"#.to_owned();
        assert_eq!(service.get("/page-views").await, (unavailable, rejection));
        service.assert_verified().await;
    }

    #[tokio::test]
    async fn lost_responses_do_not_prevent_the_start() {
        let emulator = emulator().await;
        emulator.inject(Operation::CreateTable, Fault::ExecuteThenDrop);
        emulator.inject(Operation::AddColumns, Fault::ExecuteThenReset);
        let api_key = emulator.api_key().to_owned();
        start(emulator, &api_key, ONLY_RETRYABLE)
            .assert_verified()
            .await;
    }

    #[tokio::test]
    async fn service_starts_after_an_outage() {
        let emulator = emulator().await;
        for _ in 0..20 {
            let down = Fault::respond(503, "text/html", "<h1>Down for maintenance</h1>");
            emulator.inject(Operation::ListColumns, down);
        }
        let api_key = emulator.api_key().to_owned();
        start(emulator, &api_key, ONLY_RETRYABLE)
            .assert_verified()
            .await;
    }

    #[tokio::test]
    async fn drift_is_reported_and_can_be_fixed_without_a_restart() {
        let emulator = emulator().await;
        let api_key = emulator.api_key().to_owned();
        let service = start(emulator, &api_key, ONLY_PERMANENT);
        service.assert_verified().await;
        // The column is replaced by one of another type.
        let replaced = ColumnRequest::new("clicks", DataType::Varchar);
        let peaka = &service.peaka;
        peaka.delete_column("pageviews", "clicks").await.unwrap();
        peaka.add_columns("pageviews", &[replaced]).await.unwrap();

        let StartedService { emulator, .. } = service;
        let service = start(emulator, &api_key, ONLY_PERMANENT);
        let SchemaState::Failed { error } = service
            .wait_for(|state| !matches!(state, SchemaState::Starting))
            .await
        else {
            panic!("the column has another type");
        };
        assert!(
            error.contains("column `clicks`: declared BIGINT, live type is varchar"),
            "{error}"
        );
        let (status, health) = service.health().await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(health, json!({"schema": "failed", "error": error}));

        let peaka = &service.peaka;
        peaka.delete_column("pageviews", "clicks").await.unwrap();
        service.assert_verified().await;
    }

    #[tokio::test]
    async fn rejected_key_is_reported_and_never_shown() {
        let service = start(emulator().await, "not-the-key-4711", RETRY_DELAYS);
        service
            .wait_for(|state| matches!(state, SchemaState::Failed { .. }))
            .await;
        let (status, health) = service.health().await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        let error = health["error"].as_str().expect("an error");
        assert!(error.contains("the API key was rejected"), "{error}");
        assert!(!health.to_string().contains("4711"), "{health}");
    }
}
