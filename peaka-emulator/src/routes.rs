//! The paths and methods of the service.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path, Request};
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::{any, get, post, put};

use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::service::{Names, Place, Service};

/// What comes before every path, as on the real servers.
pub(crate) const PREFIX: &str = "/api/v1";

pub(crate) fn router(service: Arc<Service>) -> Router {
    use Operation as Op;
    use Place::At;
    // Not nested: a nested route sees only the rest of its path, and the log is to have the whole.
    let api = |path: &str| format!("{PREFIX}{path}");
    let tables = |path: &str| format!("{PREFIX}/data/projects/{{project}}/bitable{path}");
    let unknown = Place::Nowhere { guarded: true };
    Router::new()
        .route(&api("/info"), get(At(Op::Info)))
        .route(&tables(""), get(At(Op::ListTables)))
        .route(
            &tables("/{table}"),
            post(At(Op::CreateTable)).delete(At(Op::DeleteTable)),
        )
        .route(
            &tables("/{table}/columns"),
            get(At(Op::ListColumns)).post(At(Op::AddColumns)),
        )
        .route(
            &tables("/{table}/columns/{column}"),
            put(At(Op::UpdateColumn)).delete(At(Op::DeleteColumn)),
        )
        .route(&api("/data/projects/{project}/{*rest}"), any(unknown))
        .route(&api("/data/{*rest}"), any(unknown))
        .method_not_allowed_fallback(Place::WrongMethod)
        .fallback(Place::Nowhere { guarded: false })
        .with_state(service)
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// The parameter is there for axum alone, which tells by it one way of being a handler from another.
impl Handler<Place, Arc<Service>> for Place {
    type Future = Answering;

    fn call(self, request: Request, service: Arc<Service>) -> Answering {
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            let names = Path::<Names>::from_request_parts(&mut head, &service).await;
            let names = names.map_or(Err(Refusal::UnreadablePath), |Path(names)| Ok(names));
            service.answer(self, names, (head, body)).await
        })
    }
}
