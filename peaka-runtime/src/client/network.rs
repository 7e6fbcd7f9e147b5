//! Sets up the HTTP client.

use std::time::Duration;

use reqwest::{Proxy, Url, redirect};

use super::tls;
use super::transport::{Transport, root_cause};
use crate::report::{Error, Route};

/// The settings of the HTTP client.
pub(crate) struct NetworkOptions<'a> {
    /// Whether the base URL is `http`.
    pub(crate) is_http: bool,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: &'a ProxySetting,
    pub(crate) root_certificates: &'a [Vec<u8>],
}

/// Which proxy the requests are sent through.
#[derive(Clone)]
pub(crate) enum ProxySetting {
    None,
    Environment,
    Url(String),
}

impl ProxySetting {
    /// Returns whether the connection to the proxy uses TLS, as far as it is known.
    fn is_https(&self) -> bool {
        matches!(self, Self::Url(url) if url.trim().starts_with("https://"))
    }

    /// Returns the route of requests through the proxy; `None` if there is no proxy.
    pub(crate) fn route(&self) -> Option<Route> {
        match self {
            Self::None => None,
            Self::Environment => Some(Route::ProxyFromEnv),
            Self::Url(url) => {
                // The rest of the URL may have a password.
                let url = Url::parse(url.trim()).ok()?;
                let port = url.port_or_known_default().unwrap_or_default();
                Some(Route::Proxy(format!("{}:{port}", url.host_str()?)))
            }
        }
    }
}

impl NetworkOptions<'_> {
    /// Builds the transport.
    ///
    /// Redirects, retries and decompression are disabled explicitly, because another crate may have enabled
    /// any feature of reqwest.
    pub(crate) fn into_transport(self) -> Result<Transport, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("peaka-rs/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.connect_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        builder = match self.proxy {
            ProxySetting::None => builder.no_proxy(),
            ProxySetting::Environment => builder,
            ProxySetting::Url(url) => builder.no_proxy().proxy(parse_proxy(url)?),
        };
        let is_tls_used = !self.is_http || self.proxy.is_https();
        if is_tls_used && !tls::IS_BUILT {
            return Err(tls::missing());
        }
        // Plain HTTP must also work on a machine without a certificate store.
        let needs_store = !self.is_http || !matches!(self.proxy, ProxySetting::None);
        builder = tls::configure(builder, self.root_certificates, needs_store)?;
        let client = builder
            .build()
            .map_err(|error| tls::setup_error(&root_cause(&error)))?;
        Ok(Transport::Network(client))
    }
}

/// Parses the URL of a proxy. The error does not contain the URL, which may have a password.
fn parse_proxy(url: &str) -> Result<Proxy, Error> {
    let url = url.trim();
    let has_scheme = ["http://", "https://"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    let proxy = Proxy::all(url).ok().filter(|_| has_scheme);
    proxy.ok_or_else(|| {
        Error::config(
            "invalid proxy URL",
            "use `http://HOST:PORT`, or `http://USER:PASSWORD@HOST:PORT`",
        )
    })
}
