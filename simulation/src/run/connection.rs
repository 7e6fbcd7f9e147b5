//! The connection of a client to the simulated network.

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::Arc;

use peaka_runtime::__private::{InMemoryOutcome, InMemoryService};
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::network::{Network, Reply};
use super::record::Received;
use super::service::RawRequest;
use super::simulate::Simulate;
use crate::scenario::FaultKind;
use crate::table::Request;

/// The connection between one program and the service.
pub(crate) struct Connection<S: Simulate> {
    pub(crate) network: Arc<Network<S>>,
    pub(crate) program: usize,
}

impl<S: Simulate> InMemoryService for Connection<S> {
    fn send(
        &self,
        method: &str,
        url: &str,
        _: &[u8],
        body: Option<Vec<u8>>,
    ) -> Pin<Box<dyn Future<Output = InMemoryOutcome> + Send>> {
        let network = Arc::clone(&self.network);
        let path = url.strip_prefix("http://localhost").unwrap_or(url);
        let raw = RawRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            body: body.unwrap_or_default(),
        };
        let request = Request::parse(method, path, &raw.body);
        let (exchange, delivery) = network.record_request(self.program, request.clone());
        let (sender, receiver) = oneshot::channel();
        let service = Arc::clone(&network);
        // A task of its own, so that the request is delivered even if the client stops waiting.
        drop(tokio::spawn(async move {
            sleep(delivery.before).await;
            let reply = match delivery.fault {
                Some(fault) if !fault.arrives() => match fault.kind {
                    FaultKind::NotSent => {
                        Reply::Delivered(InMemoryOutcome::NotSent, Received::NotSent)
                    }
                    FaultKind::NoResponse => Reply::NoResponse,
                    _ => Reply::Delivered(InMemoryOutcome::Lost, Received::Lost),
                },
                fault => {
                    let reply = service.deliver(exchange, &raw, &request, fault);
                    sleep(delivery.after).await;
                    reply
                }
            };
            service.finish_delivery();
            // The receiver is gone if the client has stopped waiting.
            let _ = sender.send(reply);
        }));
        Box::pin(async move {
            match receiver.await {
                Ok(Reply::Delivered(outcome, received)) => {
                    network.record_received(exchange, received);
                    outcome
                }
                Ok(Reply::NoResponse) | Err(_) => pending().await,
            }
        })
    }
}
