//! Accepts connections, serves them, and closes them when the emulator stops.
//!
//! A web framework is not used, because its connections outlive the future that serves them, and because it cannot
//! close a connection without a response.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::connection::{ConnectionEnd, Shared, respond};
use super::stream::ClientStream;

/// The delay after a connection could not be accepted, which happens when the process has no free file descriptor.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(50);

/// Serves until `stop` is sent or dropped. No connection is left open when the future completes or is dropped.
pub(crate) async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stop: oneshot::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve_connection(stream, Arc::clone(&shared)));
                }
                Err(_) => tokio::time::sleep(ACCEPT_RETRY_DELAY).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn serve_connection(stream: TcpStream, shared: Arc<Shared>) {
    // An IPv6 socket may accept connections to IPv4 addresses.
    let is_loopback = stream
        .local_addr()
        .map_or(true, |address| address.ip().to_canonical().is_loopback());
    // Without this option small responses are delayed. That is not an error, so a failure to set it is ignored.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| respond(&shared, request, is_loopback));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(shared.request_timeout)
        .serve_connection(TokioIo::new(ClientStream::new(stream)), service);
    let Err(error) = (&mut connection).await else {
        return;
    };
    let mut stream = connection.into_parts().io.into_inner();
    // A connection fails when a fault ends it, or when the client disconnects. hyper also fails without a response if
    // the request uses another protocol or its head is incomplete; the client then gets an error. Write errors are
    // ignored, because the client is gone.
    let _ = match error.source().and_then(<dyn Error>::downcast_ref) {
        Some(ConnectionEnd::Close) => Ok(()),
        Some(ConnectionEnd::Reset) => stream.reset_on_drop(),
        Some(ConnectionEnd::Truncate(bytes)) => stream.write_and_close(bytes).await,
        None if error.is_timeout() => stream.reject(408).await,
        None if error.is_parse() => stream.reject(400).await,
        None => Ok(()),
    };
}
