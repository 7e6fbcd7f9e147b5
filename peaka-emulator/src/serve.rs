//! Connections: they are accepted, served and, when the emulator stops, ended.
//!
//! `axum::serve` would do most of it. But its connections outlive the future that serves them, and it cannot close one
//! without an answer.

use std::fmt;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::answer::HangUp;
use crate::wire::Wire;

/// How long to wait after a connection could not be accepted, which happens when the process has no file left to open.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is sent or dropped. No connection is left when it returns, nor when its future is dropped.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    head_timeout: Duration,
    mut stop: oneshot::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, router.clone(), head_timeout));
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn converse(stream: TcpStream, router: Router, head_timeout: Duration) {
    // Small answers must not wait for one another. Where the option cannot be set, they do, and that is all.
    let _ = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let answer = router.call(request);
        async move {
            let Ok(response) = answer.await;
            if response.extensions().get::<HangUp>().is_some() {
                Err(HungUp)
            } else {
                Ok(response)
            }
        }
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .serve_connection(TokioIo::new(Wire::new(stream)), service);
    // A connection fails when its client does, or when a fault wants it to: there is nobody to tell. But a head that
    // is of another protocol, or never whole, is the client's to mend, and hyper closes on those without a word.
    let status = match (&mut connection).await {
        Err(fault) if fault.is_timeout() => 408,
        Err(fault) if fault.is_parse() => 400,
        Ok(()) | Err(_) => return,
    };
    let mut wire = connection.into_parts().io.into_inner();
    // Whoever is gone by now has no need of the answer.
    let _ = wire.refuse(status).await;
}

/// Makes hyper close the connection.
#[derive(Debug)]
struct HungUp;

impl fmt::Display for HungUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is closed on purpose")
    }
}

impl std::error::Error for HungUp {}
