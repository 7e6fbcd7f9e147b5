//! The settings of a client in environment variables.

use std::ffi::OsString;

use zeroize::Zeroizing;

use super::api::Client;
use super::builder::ClientBuilder;
use super::key_source::{KeySource, UnvalidatedKey};
use crate::report::Error;

impl ClientBuilder {
    /// Creates a builder from environment variables.
    ///
    /// | variable | setting |
    /// | --- | --- |
    /// | `PEAKA_API_KEY` | [`api_key`](Self::api_key) |
    /// | `PEAKA_API_KEY_FILE` | [`api_key_file`](Self::api_key_file), instead of `PEAKA_API_KEY` |
    /// | `PEAKA_PROJECT_ID` | [`project_id`](Self::project_id) |
    /// | `PEAKA_ZONE` | [`zone`](Self::zone): `us` or `eu` |
    /// | `PEAKA_BASE_URL` | [`base_url`](Self::base_url), instead of `PEAKA_ZONE` |
    ///
    /// An empty variable is ignored.
    ///
    /// # Examples
    ///
    /// The environment says where the tables are, and the program how to reach them:
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use peaka_runtime::ClientBuilder;
    ///
    /// # fn main() -> Result<(), peaka_runtime::Error> {
    /// let peaka = ClientBuilder::from_env()?
    ///     .timeout(Duration::from_secs(5))
    ///     .proxy_from_env(true)
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a variable is not valid Unicode, if the zone is unknown, or if both variables for
    /// the API key, or for the location of the service, are set. A missing API key is reported by [`build`](Self::build).
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var_os(name))
    }

    /// Creates a builder from variables that a function looks up.
    ///
    /// The variables are those of [`from_env`](Self::from_env). A program can use this to let its command-line
    /// options override environment variables.
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
                let key = key.map(|key| UnvalidatedKey::Text(Zeroizing::new(key)));
                let file = file.map(|path| UnvalidatedKey::Source(KeySource::File(path.into())));
                key.or(file)
            }
        };
        builder.project_id = variable("PEAKA_PROJECT_ID")?;
        builder.base_url = variable("PEAKA_BASE_URL")?;
        let zone = variable("PEAKA_ZONE")?;
        if builder.base_url.is_some() && zone.is_some() {
            return Err(Error::config(
                "PEAKA_ZONE and PEAKA_BASE_URL are both set",
                "unset one of them",
            ));
        }
        let zone = zone.map(|zone| zone.parse()).transpose();
        builder.zone = zone.map_err(|error: Error| {
            Error::config(
                format!("invalid PEAKA_ZONE: {}", error.message()),
                error.help().unwrap_or_default(),
            )
        })?;
        Ok(builder)
    }
}

impl Client {
    /// Creates a client from environment variables.
    ///
    /// See [`ClientBuilder::from_env`] for the variables.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::Client;
    ///
    /// // Such as PEAKA_API_KEY=… PEAKA_PROJECT_ID=mtKDhe1U PEAKA_ZONE=eu
    /// match Client::from_env() {
    ///     Ok(peaka) => println!("{peaka:?}"),
    ///     Err(error) => eprintln!("{error}"), // no API key is set; help: set PEAKA_API_KEY …
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }
}
