//! A server that speaks TLS. Suites include it by its path, as the crate that they share has no use for certificates.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use peaka_runtime::{Client, ClientBuilder};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// An authority that nobody trusts unless told to.
pub(crate) fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// What a server saw.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) connections: AtomicUsize,
    pub(crate) versions: Mutex<Vec<Version>>,
}

/// A server with a certificate for this host, and a builder of clients of it.
pub(crate) async fn serving(
    authority: &CertifiedIssuer<'_, KeyPair>,
    host: &str,
    expired: bool,
) -> (ClientBuilder, Arc<Seen>) {
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    if expired {
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base_url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let seen = Arc::new(Seen::default());
    let saw = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            saw.connections.fetch_add(1, Ordering::Relaxed);
            let (acceptor, saw) = (acceptor.clone(), Arc::clone(&saw));
            tokio::spawn(async move {
                // A client that does not trust the certificate goes away here.
                let Ok(connection) = acceptor.accept(connection).await else {
                    return;
                };
                let service = service_fn(|request: Request<_>| {
                    saw.versions.lock().unwrap().push(request.version());
                    async { Ok::<_, hyper::Error>(Response::new(Full::new(Bytes::from("[]")))) }
                });
                let server = Builder::new(TokioExecutor::new());
                let _ = server
                    .serve_connection(TokioIo::new(connection), service)
                    .await;
            });
        }
    });
    let client = Client::builder().api_key("canary-4711").project_id("p");
    (client.base_url(base_url), seen)
}
