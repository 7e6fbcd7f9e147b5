//! The builder of a client.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::api::Client;
use super::base_url::checked_base_url;
use super::http::Http;
use super::key_source::{KeySource, UnvalidatedKey};
use super::limits::MAX_TIMEOUT;
use super::network::{NetworkOptions, ProxySetting};
use super::transport::{InMemoryService, Transport};
use super::zone::Zone;
use crate::plan::Policy;
use crate::report::{Error, Help, Route};

/// Builder for a [`Client`].
///
/// # Examples
///
/// ```
/// use peaka_runtime::{Client, Zone};
///
/// # fn main() -> Result<(), peaka_runtime::Error> {
/// # let key_from_vault = "key";
/// let peaka = Client::builder().api_key(key_from_vault).project_id("mtKDhe1U").zone(Zone::Eu).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    pub(super) api_key: Option<UnvalidatedKey>,
    pub(super) project_id: Option<String>,
    pub(super) zone: Option<Zone>,
    pub(super) base_url: Option<String>,
    allow_http: bool,
    connect_timeout: Duration,
    timeout: Duration,
    sync_timeout: Duration,
    pub(super) policy: Policy,
    max_response_bytes: usize,
    max_columns: usize,
    proxy: ProxySetting,
    root_certificates: Vec<Vec<u8>>,
    /// A service in memory and the seed for the jitter of retries, instead of the network.
    memory: Option<(Arc<dyn InMemoryService>, u64)>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("project_id", &self.project_id)
            .field("zone", &self.zone)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            api_key: None,
            project_id: None,
            zone: None,
            base_url: None,
            allow_http: false,
            connect_timeout: Duration::from_secs(3),
            timeout: Duration::from_secs(10),
            sync_timeout: Duration::from_secs(30),
            policy: Policy::new(),
            max_response_bytes: 16 * 1024 * 1024,
            max_columns: 10_000,
            proxy: ProxySetting::None,
            root_certificates: Vec::new(),
            memory: None,
        }
    }

    /// Sets the API key: a Project key for one project, or a Partner key for all projects.
    ///
    /// Leading and trailing white space is trimmed. The memory of the key is overwritten when the last client
    /// that uses it is dropped; copies that the operating system and the HTTP library make while they send a
    /// request are not.
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.api_key = Some(UnvalidatedKey::Text(Zeroizing::new(api_key.into())));
        self
    }

    /// Sets the file that contains the API key.
    ///
    /// The file is read for each request, so the key can be replaced while the program runs. It must be a
    /// regular file of at most 64 KiB in UTF-8. [`build`](Self::build) logs a warning if other users of the
    /// machine can read it.
    pub fn api_key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.api_key = Some(UnvalidatedKey::Source(KeySource::File(path.into())));
        self
    }

    /// Sets a function that returns the API key.
    ///
    /// The function is called for each request, on the task that sends it, and must not block.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::{Arc, RwLock};
    /// # fn main() -> Result<(), peaka_runtime::Error> {
    /// let key = Arc::new(RwLock::new("key".to_owned())); // another task replaces it
    /// let peaka = peaka_runtime::Client::builder()
    ///     .api_key_from(move || Ok(key.read().map_err(|_| "the lock is broken")?.clone()))
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    pub fn api_key_from(
        mut self,
        key: impl Fn() -> Result<String, Box<dyn std::error::Error + Send + Sync>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.api_key = Some(UnvalidatedKey::Source(KeySource::Callback(Arc::new(key))));
        self
    }

    /// Sets the project id.
    ///
    /// It is optional with a Project key: the client then requests the id of the key's project before its first
    /// request.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Sets the zone. The default is [`Zone::Us`], unless a [`base_url`](Self::base_url) is set.
    pub fn zone(mut self, zone: Zone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// Sets the base URL of the API, including its path `/api/v1`, such as the base URL of an emulator.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sets whether the base URL may be plain HTTP to another machine. The default is `false`, because plain
    /// HTTP exposes the API key on the network.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Sets the timeout for connecting. The default is 3 s, and the maximum is one day.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets the timeout of one request, up to the last byte of its response. The default is 10 s, and the
    /// maximum is one day.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets the timeout of a whole sync. The default is 30 s, and the maximum is one day.
    ///
    /// A sync can [override](crate::SyncColumns::timeout) it.
    pub fn sync_timeout(mut self, timeout: Duration) -> Self {
        self.sync_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets the maximum size of a response body, in bytes. The default is 16 MiB. A larger body is an error and
    /// is not read to its end.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets the maximum number of columns of a live table. The default is 10,000. Larger tables
    /// fail with [`Error::TooManyColumns`], so that a response cannot use many times its size in memory.
    pub fn max_columns(mut self, columns: usize) -> Self {
        self.max_columns = columns;
        self
    }

    /// Sets whether to use the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
    /// `NO_PROXY`). By default, no proxy is used.
    pub fn proxy_from_env(mut self, proxy: bool) -> Self {
        self.proxy = if proxy {
            ProxySetting::Environment
        } else {
            ProxySetting::None
        };
        self
    }

    /// Sends all requests through the proxy with this URL, such as `http://proxy.example:3128`, instead of that of
    /// [the environment](Self::proxy_from_env). The URL may contain a user name and a password.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = ProxySetting::Url(url.into());
        self
    }

    /// Adds root certificates in PEM format, such as that of a company's proxy, to those of the operating
    /// system.
    pub fn root_certificates_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sends all requests to a service in memory. The seed makes the jitter of retries reproducible.
    #[doc(hidden)]
    pub fn __memory(mut self, memory: Arc<dyn InMemoryService>, seed: u64) -> Self {
        self.memory = Some((memory, seed));
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::Config`] if the API key is missing or invalid, if its file cannot be read, if the function of
    ///   [`api_key_from`](Self::api_key_from) fails, if the base URL is invalid, if it is plain HTTP to another
    ///   machine without [`allow_http`](Self::allow_http), if both a zone and a base URL are set, if the URL of the
    ///   proxy or a root certificate is invalid, or if TLS cannot be set up.
    /// - [`Error::Name`] if the project id is invalid.
    pub fn build(self) -> Result<Client, Error> {
        let key = self.api_key.ok_or_else(|| {
            Error::config(
                "no API key is set",
                Help::Setting(|names| format!("set {}", names.api_key)),
            )
        })?;
        let key = key.validate()?;
        key.check()?;
        let (base_url, origin) = match (self.base_url, self.zone) {
            (Some(_), Some(_)) => {
                return Err(Error::config(
                    "a zone and a base URL are both set",
                    "remove one of them",
                ));
            }
            (Some(base_url), None) => (
                checked_base_url(base_url.trim(), self.allow_http)?,
                Route::BaseUrl,
            ),
            (None, Some(zone)) => (zone.base_url().to_owned(), Route::Zone),
            (None, None) => (Zone::default().base_url().to_owned(), Route::DefaultZone),
        };
        let route = self.proxy.route().unwrap_or(origin);
        let (transport, seed) = match self.memory {
            Some((service, seed)) => (Transport::Memory(service), seed),
            None => {
                let network = NetworkOptions {
                    is_http: base_url.starts_with("http:"),
                    connect_timeout: self.connect_timeout,
                    proxy: &self.proxy,
                    root_certificates: &self.root_certificates,
                };
                (network.into_transport()?, RandomState::new().hash_one(0))
            }
        };
        let http = Http::new(
            transport,
            base_url,
            route,
            key,
            self.timeout,
            self.max_response_bytes,
            seed,
        );
        Client::new(
            http,
            self.project_id,
            self.policy,
            self.sync_timeout,
            self.max_columns,
        )
    }
}

impl Client {
    /// Returns a builder with the default settings.
    ///
    /// # Examples
    ///
    /// A client of the emulator that `peaka emulate` starts on this machine:
    ///
    /// ```
    /// use peaka_runtime::Client;
    ///
    /// # fn main() -> Result<(), peaka_runtime::Error> {
    /// let peaka = Client::builder()
    ///     .base_url("http://127.0.0.1:8787/api/v1")
    ///     .api_key("emulator-key")
    ///     .project_id("emulator")
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }
}

#[cfg(test)]
mod tests;
