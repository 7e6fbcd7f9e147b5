//! Chooses the TLS of the HTTP client, by the features of the crate.
//!
//! `rustls` goes before `rustls-ring`, and that before `native-tls`, because another crate may have enabled any of them.

use reqwest::ClientBuilder;

use crate::report::Error;

/// Whether the crate was built with TLS.
pub(super) const IS_BUILT: bool = cfg!(any(
    feature = "rustls",
    feature = "rustls-ring",
    feature = "native-tls"
));

/// Returns the error for a URL that needs TLS if there is none.
pub(super) fn missing() -> Error {
    Error::config(
        "cannot connect with https: peaka-runtime was built without TLS",
        "enable its feature `rustls`, `rustls-ring` or `native-tls`",
    )
}

/// Returns the error of a failed setup.
pub(super) fn setup_error(reason: &str) -> Error {
    Error::config(
        format!("failed to set up TLS: {reason}"),
        "install the CA certificates of the operating system",
    )
}

/// Sets the TLS, and the root certificates that are trusted in addition to those of the operating system.
///
/// Without `needs_store`, those of the operating system are not loaded.
#[cfg(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls"))]
pub(super) fn configure(
    builder: ClientBuilder,
    bundles: &[Vec<u8>],
    needs_store: bool,
) -> Result<ClientBuilder, Error> {
    let parsed = parse_bundles(bundles)?;
    set_backend(builder, parsed, bundles, needs_store)
}

/// Without TLS, there is nothing to set.
#[cfg(not(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls")))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "with TLS, it fails on invalid certificates"
)]
pub(super) fn configure(
    builder: ClientBuilder,
    _: &[Vec<u8>],
    _: bool,
) -> Result<ClientBuilder, Error> {
    Ok(builder)
}

/// Parses the certificates, each file of which may have several.
#[cfg(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls"))]
fn parse_bundles(bundles: &[Vec<u8>]) -> Result<Vec<reqwest::Certificate>, Error> {
    let mut certificates = Vec::new();
    for (index, pem) in bundles.iter().enumerate() {
        let bundle = reqwest::Certificate::from_pem_bundle(pem).ok();
        certificates.extend(bundle.filter(|bundle| !bundle.is_empty()).ok_or_else(|| {
            let which = match bundles {
                [_] => String::new(),
                all => format!(" {} of {}", index + 1, all.len()),
            };
            Error::config(
                format!("invalid root certificate{which}: expected PEM"),
                "use a file with `-----BEGIN CERTIFICATE-----`",
            )
        })?);
    }
    Ok(certificates)
}

#[cfg(any(
    feature = "rustls",
    all(feature = "native-tls", not(feature = "rustls-ring"))
))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "with ring, it fails on a missing store"
)]
fn set_backend(
    builder: ClientBuilder,
    certificates: Vec<reqwest::Certificate>,
    _: &[Vec<u8>],
    needs_store: bool,
) -> Result<ClientBuilder, Error> {
    #[cfg(feature = "rustls")]
    let builder = builder.tls_backend_rustls();
    #[cfg(not(feature = "rustls"))]
    let builder = builder.tls_backend_native();
    Ok(if needs_store {
        builder.tls_certs_merge(certificates)
    } else {
        builder.tls_certs_only(certificates)
    })
}

/// reqwest has no default of its own for ring, and panics unless the program installs one. So the whole configuration is
/// made here. A provider that the program installed goes first, as it does in reqwest.
#[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
fn set_backend(
    builder: ClientBuilder,
    _: Vec<reqwest::Certificate>,
    bundles: &[Vec<u8>],
    needs_store: bool,
) -> Result<ClientBuilder, Error> {
    use std::sync::Arc;

    use rustls::crypto::{CryptoProvider, ring};
    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::Verifier;

    let failed = |error: rustls::Error| setup_error(&error.to_string());
    let provider = CryptoProvider::get_default().cloned();
    let provider = provider.unwrap_or_else(|| Arc::new(ring::default_provider()));
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let roots = der_certificates(bundles);
    let mut config = if needs_store {
        let verifier = Verifier::new_with_extra_roots(roots, provider).map_err(failed)?;
        config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth()
    } else {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(roots);
        config.with_root_certificates(store).with_no_client_auth()
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(config))
}

/// Returns the certificates in files that are known to be PEM.
#[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
fn der_certificates(bundles: &[Vec<u8>]) -> Vec<rustls::pki_types::CertificateDer<'static>> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    let certificates = bundles
        .iter()
        .flat_map(|pem| CertificateDer::pem_slice_iter(pem));
    certificates.filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use crate::Client;

    fn error(base_url: &str, proxy: Option<&str>) -> Option<String> {
        let builder = Client::builder().api_key("k").project_id("p");
        let builder = builder.base_url(base_url);
        let builder = match proxy {
            Some(proxy) => builder.proxy(proxy),
            None => builder,
        };
        builder.build().err().map(|error| error.to_string())
    }

    #[test]
    fn https_needs_a_feature_and_http_does_not() {
        let expected = (!super::IS_BUILT).then(|| {
            "cannot connect with https: peaka-runtime was built without TLS; help: enable its feature `rustls`, \
             `rustls-ring` or `native-tls`"
                .to_owned()
        });
        assert_eq!(error("https://partner.example", None), expected);
        assert_eq!(
            error("http://localhost:1", Some("https://proxy.example")),
            expected
        );
        assert_eq!(error("http://localhost:1", None), None);
        assert_eq!(
            error("http://localhost:1", Some("http://proxy.example")),
            None
        );
    }
}
