//! Handles a request: logs it, authorizes it, takes the next fault, and executes the operation.

use super::edit_queue::EditQueue;
use super::request_log::{LoggedRequest, RequestLog};
use crate::faults::{FaultQueue, Outcome};
use crate::service::{Effect, Service, ServiceError, resolve};

/// The parts that every request needs.
pub(crate) struct Handler {
    pub(crate) service: Service,
    pub(crate) faults: FaultQueue,
    pub(crate) edits: EditQueue,
    pub(crate) log: RequestLog,
}

impl Handler {
    /// Handles a request, with its body or the error that occurred while the body was read.
    ///
    /// The outcome of a `HEAD` request has no body. This is synchronous, so that a client that disconnects cannot cancel an operation halfway.
    pub(crate) fn handle<'a>(
        &'a self,
        method: &str,
        path: &'a str,
        query: Option<&'a str>,
        authorization: impl Iterator<Item = &'a [u8]>,
        body: Result<&'a [u8], ServiceError>,
    ) -> Outcome {
        let (route, names) = resolve(method, path);
        let recorder = self.log.record(|| LoggedRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            operation: route.operation(),
            body: body
                .as_ref()
                .ok()
                .and_then(|body| serde_json::from_slice(body).ok()),
            status: 0,
            fault: None,
        });
        let outcome = match self
            .service
            .authorize(route, names, query, authorization, body)
        {
            Ok(call) => {
                if let Some(edit) = self.edits.pop(call.operation) {
                    self.service.edit_metadata(call.project(), edit);
                }
                match self.faults.next_fault(call.operation) {
                    Some(fault) => {
                        recorder.set_fault(&fault);
                        fault.apply(call.operation, |effect| self.service.execute(call, effect))
                    }
                    None => Outcome::Response(self.service.execute(call, Effect::Full)),
                }
            }
            Err(error) => Outcome::Response(self.service.error_response(&error)),
        };
        recorder.set_status(outcome.status());
        without_body_of_head(method, outcome)
    }

    /// Rejects a request, whatever its key and body are. No fault applies to it.
    pub(crate) fn reject(&self, method: &str, path: &str, error: &ServiceError) -> Outcome {
        let outcome = Outcome::Response(self.service.error_response(error));
        let recorder = self.log.record(|| LoggedRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            operation: resolve(method, path).0.operation(),
            body: None,
            status: 0,
            fault: None,
        });
        recorder.set_status(outcome.status());
        without_body_of_head(method, outcome)
    }
}

fn without_body_of_head(method: &str, outcome: Outcome) -> Outcome {
    if method == "HEAD" {
        outcome.without_body()
    } else {
        outcome
    }
}
