//! Sets up the HTTP client.

use std::time::Duration;

use reqwest::{Certificate, Proxy, Url, redirect};

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
        let mut certificates = Vec::new();
        for (index, pem) in self.root_certificates.iter().enumerate() {
            let bundle = Certificate::from_pem_bundle(pem).ok();
            certificates.extend(bundle.filter(|bundle| !bundle.is_empty()).ok_or_else(|| {
                let which = match self.root_certificates {
                    [_] => String::new(),
                    all => format!(" {} of {}", index + 1, all.len()),
                };
                Error::config(
                    format!("invalid root certificate{which}: expected PEM"),
                    "use a file with `-----BEGIN CERTIFICATE-----`",
                )
            })?);
        }
        builder = if self.is_http && matches!(self.proxy, ProxySetting::None) {
            // Plain HTTP must also work on a machine without a certificate store.
            builder.tls_certs_only(certificates)
        } else {
            builder.tls_certs_merge(certificates)
        };
        let client = builder.build().map_err(|error| {
            Error::config(
                format!("failed to set up TLS: {}", root_cause(&error)),
                "install the CA certificates of the operating system",
            )
        })?;
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
