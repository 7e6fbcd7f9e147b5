//! Connections: they are accepted, served and, when the emulator stops, ended.
//!
//! A web framework would do most of it. But its connections outlive the future that serves them, and it cannot close
//! one without an answer.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::exchange::{End, exchange};
use crate::service::Service;
use crate::wire::Wire;

/// How long to wait after a connection could not be accepted, which happens when the process has no file left to open.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is sent or dropped. No connection is left when it returns, nor when its future is dropped. Heads
/// and bodies of requests may each take as long as `patience`.
pub(crate) async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    patience: Duration,
    mut stop: oneshot::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, Arc::clone(&service), patience));
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn converse(stream: TcpStream, service: Arc<Service>, patience: Duration) {
    // Small answers must not wait for one another. Where the option cannot be set, they do, and that is all.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| exchange(&service, request, patience));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(Wire::new(stream)), service);
    let Err(fault) = (&mut connection).await else {
        return;
    };
    let mut wire = connection.into_parts().io.into_inner();
    // A connection fails when its client does: there is nobody to tell. Or a fault wants it to. But a head that is of
    // another protocol, or never whole, is the client's to mend, and hyper closes on those without a word. Whoever is
    // gone by now has no need of what is written.
    let _ = match fault.source().and_then(<dyn Error>::downcast_ref) {
        Some(End::Close) => Ok(()),
        Some(End::Reset) => wire.reset(),
        Some(End::CutOff(beginning)) => wire.finish(beginning).await,
        None if fault.is_timeout() => wire.refuse(408).await,
        None if fault.is_parse() => wire.refuse(400).await,
        None => Ok(()),
    };
}
