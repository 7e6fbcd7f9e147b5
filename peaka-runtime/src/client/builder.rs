//! The builder of a client.

use std::ffi::OsString;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::api::Client;
use super::api_key::ApiKey;
use super::base_url::checked_base_url;
use super::http::Http;
use super::key_source::KeySource;
use super::limits::MAX_TIMEOUT;
use super::network::NetworkOptions;
use super::transport::{InMemoryService, Transport};
use super::zone::Zone;
use crate::report::{Error, Help};

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
    api_key: Option<GivenKey>,
    project_id: Option<String>,
    zone: Option<Zone>,
    base_url: Option<String>,
    allow_http: bool,
    connect_timeout: Duration,
    timeout: Duration,
    sync_timeout: Duration,
    max_response_bytes: usize,
    proxy_from_env: bool,
    root_certificates: Vec<Vec<u8>>,
    memory: Option<(Arc<dyn InMemoryService>, u64)>,
}

/// An API key that is not checked yet.
#[derive(Clone)]
enum GivenKey {
    Text(Zeroizing<String>),
    Source(KeySource),
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
            max_response_bytes: 16 * 1024 * 1024,
            proxy_from_env: false,
            root_certificates: Vec::new(),
            memory: None,
        }
    }

    /// Returns a builder with the settings of environment variables.
    ///
    /// | variable | setting |
    /// | --- | --- |
    /// | `PEAKA_API_KEY` | [`api_key`](Self::api_key) |
    /// | `PEAKA_API_KEY_FILE` | [`api_key_file`](Self::api_key_file), instead of `PEAKA_API_KEY` |
    /// | `PEAKA_PROJECT_ID` | [`project_id`](Self::project_id) |
    /// | `PEAKA_ZONE` | [`zone`](Self::zone): `us` or `eu` |
    /// | `PEAKA_BASE_URL` | [`base_url`](Self::base_url), instead of `PEAKA_ZONE` |
    ///
    /// An empty variable counts as not set.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a variable is not valid Unicode, if the zone is unknown, or if both variables for
    /// the API key are set. Missing settings are reported by [`build`](Self::build).
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var_os(name))
    }

    /// Returns a builder with the settings of [`from_env`](Self::from_env), and a function in place of the
    /// environment. A program can use it to let its own options override variables.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_runtime::ClientBuilder;
    ///
    /// # fn main() -> Result<(), peaka_runtime::Error> {
    /// let project = std::env::args_os().nth(1);
    /// let peaka = ClientBuilder::from_variables(|name| match name {
    ///     "PEAKA_PROJECT_ID" if project.is_some() => project.clone(),
    ///     _ => std::env::var_os(name),
    /// })?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`from_env`](Self::from_env).
    pub fn from_variables(value: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let variable = |name: &str| match value(name).map(OsString::into_string) {
            Some(Ok(value)) => Ok(Some(value).filter(|value| !value.trim().is_empty())),
            Some(Err(_)) => Err(Error::config(
                format!("{name} is not valid Unicode"),
                format!("correct {name}"),
            )),
            None => Ok(None),
        };
        let mut builder = Self::new();
        let key = variable("PEAKA_API_KEY")?;
        let file = variable("PEAKA_API_KEY_FILE")?;
        builder.api_key = match (key, file) {
            (Some(_), Some(_)) => {
                return Err(Error::config(
                    "PEAKA_API_KEY and PEAKA_API_KEY_FILE are both set",
                    "unset one of them",
                ));
            }
            (key, file) => {
                let key = key.map(|key| GivenKey::Text(Zeroizing::new(key)));
                let file = file.map(|path| GivenKey::Source(KeySource::File(path.into())));
                key.or(file)
            }
        };
        builder.project_id = variable("PEAKA_PROJECT_ID")?;
        builder.base_url = variable("PEAKA_BASE_URL")?;
        let zone = variable("PEAKA_ZONE")?.map(|zone| zone.parse()).transpose();
        builder.zone = zone.map_err(|error: Error| {
            Error::config(
                format!("invalid PEAKA_ZONE: {}", error.message()),
                error.help().unwrap_or_default(),
            )
        })?;
        Ok(builder)
    }

    /// Sets the API key: a Project key for one project, or a Partner key for all projects. White space around
    /// it is trimmed.
    ///
    /// Its memory is overwritten when the last client that has it is dropped. Copies that the operating system
    /// and the HTTP library make while a request is sent are not.
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.api_key = Some(GivenKey::Text(Zeroizing::new(api_key.into())));
        self
    }

    /// Sets a file that contains the API key. It is read for each request, so that the key can be replaced
    /// while the program runs.
    pub fn api_key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.api_key = Some(GivenKey::Source(KeySource::File(path.into())));
        self
    }

    /// Sets a function that returns the API key. It is called for each request, on the task that sends it, and
    /// must not block.
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
        self.api_key = Some(GivenKey::Source(KeySource::Callback(Arc::new(key))));
        self
    }

    /// Sets the project id. It is optional with a Project key: the client then requests the project of the key
    /// once.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Sets the zone. The default is [`Zone::Us`], unless a [`base_url`](Self::base_url) is set.
    pub fn zone(mut self, zone: Zone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// Sets another base URL, such as that of an emulator, up to and including `/api/v1`.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sets whether the base URL may be plain HTTP to another machine. The API key can then be read on the
    /// network. By default, it may not.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Sets the timeout for connecting. The default is 3 s; the maximum of all timeouts is one day.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets the timeout of one request, up to the last byte of its response. The default is 10 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets the deadline of a whole sync, which a sync can [override](crate::SyncColumns::timeout). The default is
    /// 30 s.
    pub fn sync_timeout(mut self, timeout: Duration) -> Self {
        self.sync_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets the largest size of a response, in bytes. The default is 16 MiB. A longer response is an error, and
    /// is not read to its end.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets whether to use the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
    /// `NO_PROXY`). By default, no proxy is used.
    pub fn proxy_from_env(mut self, proxy: bool) -> Self {
        self.proxy_from_env = proxy;
        self
    }

    /// Adds root certificates in PEM format to those of the operating system, such as those of a company's
    /// proxy.
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
    /// - [`Error::Config`] if the API key is missing or invalid, if its file cannot be read, if the base URL is
    ///   invalid or plain HTTP to another machine, if both a zone and a base URL are set, or if TLS cannot be
    ///   set up.
    /// - [`Error::Name`] if the project id is invalid.
    pub fn build(self) -> Result<Client, Error> {
        let key = self.api_key.ok_or_else(|| {
            Error::config(
                "no API key is set",
                Help::Setting(|names| format!("set {}", names.api_key)),
            )
        })?;
        let key = match key {
            GivenKey::Text(key) => KeySource::Fixed(ApiKey::new(&key)?),
            GivenKey::Source(source) => source,
        };
        key.current()?;
        let base = match (self.base_url, self.zone) {
            (Some(_), Some(_)) => {
                return Err(Error::config(
                    "a zone and a base URL are both set (PEAKA_ZONE and PEAKA_BASE_URL)",
                    "remove one of them",
                ));
            }
            (Some(base_url), None) => checked_base_url(base_url.trim(), self.allow_http)?,
            (None, zone) => zone.unwrap_or_default().base_url().to_owned(),
        };
        let (transport, seed) = match self.memory {
            Some((service, seed)) => (Transport::Memory(service), seed),
            None => {
                let network = NetworkOptions {
                    is_http: base.starts_with("http:"),
                    connect_timeout: self.connect_timeout,
                    proxy_from_env: self.proxy_from_env,
                    root_certificates: &self.root_certificates,
                };
                (network.into_transport()?, RandomState::new().hash_one(0))
            }
        };
        let http = Http::new(
            transport,
            base,
            key,
            self.timeout,
            self.max_response_bytes,
            seed,
        );
        Client::new(http, self.project_id, self.sync_timeout)
    }
}

impl Client {
    /// Returns a builder without settings.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Returns a client with the settings of environment variables: see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// See [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(variables: &[(&str, &str)]) -> Result<Client, String> {
        let value = |name: &str| {
            let found = variables.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let built = ClientBuilder::from_variables(value).and_then(ClientBuilder::build);
        built.map_err(|error| error.to_string())
    }

    #[test]
    fn client_can_be_built_from_the_environment_alone() {
        for variables in [
            &[("PEAKA_API_KEY", "k")][..],
            &[
                ("PEAKA_API_KEY", "k\n"),
                ("PEAKA_PROJECT_ID", "p"),
                ("PEAKA_ZONE", "eu"),
            ],
            &[
                ("PEAKA_API_KEY", "k"),
                ("PEAKA_BASE_URL", "http://localhost:1/"),
                ("PEAKA_ZONE", ""),
            ],
        ] {
            assert!(built(variables).is_ok(), "{variables:?}");
        }
    }

    #[test]
    fn invalid_environment_names_the_variable() {
        for (variables, error) in [
            (
                &[][..],
                "no API key is set; help: set PEAKA_API_KEY or `ClientBuilder::api_key`",
            ),
            (
                &[("PEAKA_API_KEY", "  ")],
                "no API key is set; help: set PEAKA_API_KEY or `ClientBuilder::api_key`",
            ),
            (
                &[("PEAKA_API_KEY", "k"), ("PEAKA_ZONE", "mars")],
                "invalid PEAKA_ZONE: unknown zone `mars`; help: use `us` or `eu`",
            ),
            (
                &[
                    ("PEAKA_API_KEY", "k"),
                    ("PEAKA_ZONE", "us"),
                    ("PEAKA_BASE_URL", "https://h"),
                ],
                "a zone and a base URL are both set (PEAKA_ZONE and PEAKA_BASE_URL); help: remove \
                 one of them",
            ),
            (
                &[("PEAKA_API_KEY", "k"), ("PEAKA_PROJECT_ID", "a/b")],
                "invalid project id `a/b`: it contains a slash; help: use the bare project id",
            ),
        ] {
            assert_eq!(built(variables).unwrap_err(), error);
        }
    }
}
