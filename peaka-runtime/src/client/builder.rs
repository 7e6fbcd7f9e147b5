//! Where the service is, and how a client is set up.

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
use super::network::Network;
use super::transport::{Memory, Wire};
use super::zone::Zone;
use crate::report::{Error, Help};

/// How a [`Client`] is set up.
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
    max_answer: usize,
    proxy_from_env: bool,
    root_certificates: Vec<Vec<u8>>,
    memory: Option<(Arc<dyn Memory>, u64)>,
}

/// A key before it is checked.
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
            max_answer: 16 * 1024 * 1024,
            proxy_from_env: false,
            root_certificates: Vec::new(),
            memory: None,
        }
    }

    /// What the environment says: one of `PEAKA_API_KEY` and `PEAKA_API_KEY_FILE` (see
    /// [`api_key_file`](Self::api_key_file)), `PEAKA_PROJECT_ID`, and at most one of `PEAKA_ZONE`
    /// (`us` or `eu`) and `PEAKA_BASE_URL`. A variable that is empty counts as not set.
    ///
    /// # Errors
    /// [`Error::Config`] if a variable is not Unicode or names an unknown zone, or if the key is
    /// given twice. What is missing is told by [`build`](Self::build).
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var_os(name))
    }

    /// The same, with the values of the variables from elsewhere: such as a program's options, each
    /// in the place of a variable.
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
    /// As [`from_env`](Self::from_env).
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

    /// The API key: a Project key for one project, or a Partner key for all of them. White space
    /// around it is taken off.
    ///
    /// Its memory is overwritten when the last client that has it goes. What the system and the
    /// HTTP library copy while a request is sent is not.
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.api_key = Some(GivenKey::Text(Zeroizing::new(api_key.into())));
        self
    }

    /// A file with the API key. It is read for each request, so that a new key can be put into it
    /// while the program runs.
    pub fn api_key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.api_key = Some(GivenKey::Source(KeySource::File(path.into())));
        self
    }

    /// A function that gives the API key. It is called for each request, on the thread that sends
    /// it: so it must not block, and whatever takes long belongs elsewhere.
    ///
    /// ```
    /// # use std::sync::{Arc, RwLock};
    /// # fn main() -> Result<(), peaka_runtime::Error> {
    /// let key = Arc::new(RwLock::new("key".to_owned())); // something else writes a new one into it
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

    /// The id of the project. It may be left out with a Project key: the service is then asked
    /// once for the project of the key.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// The zone; without it and without a [`base_url`](Self::base_url) it is [`Zone::Us`].
    pub fn zone(mut self, zone: Zone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// Any other base URL, such as that of an emulator: all up to and with `/api/v1`.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Allows a base URL with `http` that is not on this machine: whoever is on the way can read
    /// the API key.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// How long making a connection may take; 3 s if not set. No timeout is longer than a day.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// How long one request may take, to the last byte of its answer; 10 s if not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// How long a whole sync may take, unless it [says otherwise](crate::SyncColumns::timeout);
    /// 30 s if not set.
    pub fn sync_timeout(mut self, timeout: Duration) -> Self {
        self.sync_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// How long an answer may be, in bytes; 16 MiB if not set. One that is longer is not read to its
    /// end.
    pub fn max_answer(mut self, bytes: usize) -> Self {
        self.max_answer = bytes;
        self
    }

    /// Uses the proxy that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
    /// `NO_PROXY`). Without this, there is none, whatever the environment says.
    pub fn proxy_from_env(mut self, proxy: bool) -> Self {
        self.proxy_from_env = proxy;
        self
    }

    /// Trusts these certificates (PEM) beside those of the system, as a company's own proxy may
    /// need it.
    pub fn root_certificates_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sends all requests there. The number seeds what is left to chance.
    #[doc(hidden)]
    pub fn __memory(mut self, memory: Arc<dyn Memory>, seed: u64) -> Self {
        self.memory = Some((memory, seed));
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] if the key is missing or cannot be one, if its file cannot be read, if the base URL cannot be one or
    /// would send the key in clear text, if both a zone and a base URL are given, or if TLS
    /// cannot be set up; [`Error::Name`] if the project id cannot be one.
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
        let (wire, seed) = match self.memory {
            Some((memory, seed)) => (Wire::Memory(memory), seed),
            None => {
                let network = Network {
                    is_clear_text: base.starts_with("http:"),
                    connect_timeout: self.connect_timeout,
                    proxy_from_env: self.proxy_from_env,
                    root_certificates: &self.root_certificates,
                };
                (network.wire()?, RandomState::new().hash_one(0))
            }
        };
        let http = Http::new(wire, base, key, self.timeout, self.max_answer, seed);
        Client::new(http, self.project_id, self.sync_timeout)
    }
}

impl Client {
    /// A builder with nothing set.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client as the environment says: see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    /// As [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
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
        built.map_err(|fault| fault.to_string())
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
