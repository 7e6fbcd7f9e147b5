//! Checks a base URL.

use reqwest::Url;

use crate::report::{Error, Help};

/// Validates a base URL, and returns it without trailing slashes.
///
/// The errors do not repeat the URL, because it may contain a password.
pub(crate) fn checked_base_url(text: &str, allow_http: bool) -> Result<String, Error> {
    let invalid =
        |reason: &str, help: Help| Err(Error::config(format!("invalid base URL: {reason}"), help));
    let example = || {
        Help::Setting(|names| {
            format!(
                "set {}, for example, to `https://partner.peaka.studio/api/v1`",
                names.base_url
            )
        })
    };
    let Ok(url) = Url::parse(text) else {
        return invalid("expected `https://host/path`", example());
    };
    let Some(host) = url.host_str() else {
        return invalid("it has no host", example());
    };
    if !url.username().is_empty() || url.password().is_some() {
        let help = Help::Setting(|names| {
            format!("remove them; the API key is set with {}", names.api_key)
        });
        return invalid("it contains a user name or password", help);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return invalid(
            "it has a query or fragment",
            "remove everything after the path".into(),
        );
    }
    match url.scheme() {
        "https" => {}
        "http" if allow_http || is_loopback(host) => {}
        "http" => {
            return invalid(
                "plain HTTP would expose the API key on the network",
                Help::Setting(|names| {
                    format!("use https, or allow plain HTTP with {}", names.allow_http)
                }),
            );
        }
        _ => return invalid("the scheme is neither https nor http", example()),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Returns whether a host is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::super::zone::Zone;
    use super::*;

    #[test]
    fn trailing_slash_is_removed() {
        for text in [
            "http://localhost:8787/api/v1",
            "http://127.0.0.1:8787/api/v1/",
        ] {
            let base = checked_base_url(text, false).unwrap();
            assert!(base.ends_with(":8787/api/v1"), "{base}");
        }
        assert_eq!(
            checked_base_url("http://[::1]:1", false).unwrap(),
            "http://[::1]:1"
        );
        assert_eq!(
            checked_base_url("http://peaka.lan/", true).unwrap(),
            "http://peaka.lan"
        );
        for zone in [Zone::Us, Zone::Eu] {
            assert_eq!(
                checked_base_url(zone.base_url(), false).unwrap(),
                zone.base_url()
            );
        }
    }

    #[test]
    fn invalid_base_url_names_the_reason_without_repeating_the_url() {
        let example = "set PEAKA_BASE_URL or `ClientBuilder::base_url`, for example, to \
                       `https://partner.peaka.studio/api/v1`";
        let http = "use https, or allow plain HTTP with `ClientBuilder::allow_http(true)`";
        for (text, reason, help) in [
            ("", "expected `https://host/path`", example),
            (
                "partner.peaka.studio",
                "expected `https://host/path`",
                example,
            ),
            ("file:///s3cret", "it has no host", example),
            (
                "ftp://s3cret",
                "the scheme is neither https nor http",
                example,
            ),
            (
                "https://u:s3cret@h/",
                "it contains a user name or password",
                "remove them; the API key is set with PEAKA_API_KEY or `ClientBuilder::api_key`",
            ),
            (
                "https://h/?s3cret",
                "it has a query or fragment",
                "remove everything after the path",
            ),
            (
                "http://s3cret.example",
                "plain HTTP would expose the API key on the network",
                http,
            ),
            (
                "http://127.0.0.1.example",
                "plain HTTP would expose the API key on the network",
                http,
            ),
        ] {
            assert_eq!(
                checked_base_url(text, false).unwrap_err().to_string(),
                format!("invalid base URL: {reason}; help: {help}")
            );
        }
    }
}
