//! Checks the host of requests, against DNS rebinding.
//!
//! A web page can resolve its own name to a loopback address and then send requests to the emulator as if it were the
//! page's own server. The browser names the page's host in these requests.

use std::net::IpAddr;

use hyper::header::{HOST, HeaderMap};
use hyper::http::uri::{Authority, Uri};

use crate::service::{HostSetting, ServiceError};

/// The host names that a request to a loopback address may have, besides IP addresses and `localhost`.
pub(crate) struct AllowedHosts {
    names: Vec<String>,
    setting: HostSetting,
}

impl AllowedHosts {
    /// Returns the hosts with these names, and the setting that errors name.
    pub(crate) fn new(names: &[String], setting: HostSetting) -> Self {
        let names = names.iter().map(|name| normalized(name));
        Self {
            names: names.collect(),
            setting,
        }
    }

    /// Checks the host of a request. A request without a host is accepted, because no browser sends one.
    ///
    /// # Errors
    ///
    /// Fails if the host is another one, or if the `Host` header is invalid.
    pub(super) fn check(&self, target: &Uri, headers: &HeaderMap) -> Result<(), ServiceError> {
        // RFC 9112, section 3.2.2: the host of an absolute target takes precedence over the header.
        if let Some(authority) = target.authority() {
            return self.check_name(authority.host());
        }
        let mut headers = headers.get_all(HOST).iter();
        let (header, other) = (headers.next(), headers.next());
        let Some(header) = header.filter(|header| !header.is_empty()) else {
            return Ok(());
        };
        match Authority::try_from(header.as_bytes()) {
            Ok(authority) if other.is_none() => self.check_name(authority.host()),
            _ => Err(ServiceError::InvalidHost),
        }
    }

    fn check_name(&self, host: &str) -> Result<(), ServiceError> {
        let host = normalized(host);
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let is_allowed = address.parse::<IpAddr>().is_ok()
            || host == "localhost"
            || host.ends_with(".localhost")
            || self.names.contains(&host);
        if is_allowed {
            Ok(())
        } else {
            Err(ServiceError::UnknownHost {
                host,
                setting: self.setting,
            })
        }
    }
}

/// Returns a host in lower case, without the dot that marks an absolute name.
fn normalized(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn check(target: &str, hosts: &[&'static str]) -> Result<(), ServiceError> {
        let allowed = AllowedHosts::new(&["Peaka.test".to_owned()], HostSetting::Builder);
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(HOST, HeaderValue::from_static(host));
        }
        allowed.check(&target.parse().unwrap(), &headers)
    }

    fn unknown_host(name: &str) -> Result<(), ServiceError> {
        Err(ServiceError::UnknownHost {
            host: name.to_owned(),
            setting: HostSetting::Builder,
        })
    }

    #[test]
    fn local_and_allowed_hosts_are_accepted() {
        for host in [
            "127.0.0.1:8787",
            "192.0.2.1",
            "[::1]:8787",
            "[::ffff:127.0.0.1]",
            "localhost",
            "LOCALHOST.:8787",
            "app.localhost:8787",
            "peaka.test:8787",
            "PEAKA.TEST.",
            "",
        ] {
            assert_eq!(check("/", &[host]), Ok(()), "{host}");
        }
        assert_eq!(check("/", &[]), Ok(()));
    }

    #[test]
    fn other_hosts_are_rejected() {
        for (host, name) in [
            ("Evil.Example:8787", "evil.example"),
            ("evil.example.", "evil.example"),
            ("localhost.evil.example", "localhost.evil.example"),
            ("evillocalhost", "evillocalhost"),
            ("127.0.0.1.evil.example", "127.0.0.1.evil.example"),
            ("0x7f.1", "0x7f.1"),
            ("other.peaka.test", "other.peaka.test"),
            ("localhost@evil.example", "evil.example"),
        ] {
            assert_eq!(check("/", &[host]), unknown_host(name), "{host}");
        }
        for hosts in [
            &["a b"][..],
            &["localhost/"],
            &["localhost", "localhost"],
            &["localhost", "evil.example"],
        ] {
            assert_eq!(
                check("/", hosts),
                Err(ServiceError::InvalidHost),
                "{hosts:?}"
            );
        }
    }

    #[test]
    fn host_of_the_target_takes_precedence() {
        let error = unknown_host("evil.example");
        assert_eq!(check("http://evil.example/", &["localhost"]), error);
        assert_eq!(check("evil.example:80", &["localhost"]), error);
        assert_eq!(check("http://localhost/", &["evil.example"]), Ok(()));
    }
}
