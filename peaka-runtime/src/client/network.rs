//! How requests go over the network.

use std::time::Duration;

use reqwest::{Certificate, redirect};

use super::transport::{Wire, causes};
use crate::report::Error;

/// What a caller can choose of it.
pub(crate) struct Network<'a> {
    /// Whether it is `http`, not `https`.
    pub(crate) is_clear_text: bool,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy_from_env: bool,
    pub(crate) root_certificates: &'a [Vec<u8>],
}

impl Network<'_> {
    /// Another crate may have turned on any feature of reqwest, so all that must not happen is
    /// turned off here: redirects, retries, inflated answers.
    pub(crate) fn wire(self) -> Result<Wire, Error> {
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
        builder = if self.is_clear_text && !self.proxy_from_env {
            // Without TLS a machine needs no certificates, so a missing store must not matter.
            builder.tls_certs_only(certificates)
        } else {
            builder.tls_certs_merge(certificates)
        };
        let client = builder.build().map_err(|error| {
            Error::config(
                format!("failed to set up TLS: {}", causes(&error)),
                "install the CA certificates of the operating system",
            )
        })?;
        Ok(Wire::Network(client))
    }
}
