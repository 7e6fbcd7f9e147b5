//! Sets up the HTTP client.

use std::time::Duration;

use reqwest::{Certificate, redirect};

use super::transport::{Transport, root_cause};
use crate::report::Error;

/// The settings of the HTTP client.
pub(crate) struct NetworkOptions<'a> {
    /// Whether the base URL is `http`.
    pub(crate) is_http: bool,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy_from_env: bool,
    pub(crate) root_certificates: &'a [Vec<u8>],
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
        if !self.proxy_from_env {
            builder = builder.no_proxy();
        }
        let mut certificates = Vec::new();
        for pem in self.root_certificates {
            let bundle = Certificate::from_pem_bundle(pem).ok();
            certificates.extend(bundle.filter(|bundle| !bundle.is_empty()).ok_or_else(|| {
                Error::config(
                    "invalid root certificate",
                    "use PEM, from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`",
                )
            })?);
        }
        builder = if self.is_http && !self.proxy_from_env {
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
