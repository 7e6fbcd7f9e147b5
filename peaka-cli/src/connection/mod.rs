//! The connection options, which take precedence over environment variables and a `.env` file.
//!
//! It may import `output`.

mod variables;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use peaka_runtime::__private::is_readable_by_others;
use peaka_runtime::{Client, ClientBuilder};

pub(crate) use variables::Variables;

use crate::output::{Error, print_note, quoted_path, read_file};

/// The size in MiB above which a file certainly has no root certificates.
const MAX_CERTIFICATE_MEBIBYTES: u64 = 16;

/// How to reach the service. There is no option for the API key itself, because lists of processes would show it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// The base URL, up to and including `/api/v1` [env: PEAKA_BASE_URL]
    #[arg(long, value_name = "URL", conflicts_with = "zone")]
    base_url: Option<OsString>,

    /// The zone of the account [env: PEAKA_ZONE] [default: us]
    #[arg(long, value_parser = ["us", "eu"])]
    zone: Option<String>,

    /// The project id [env: PEAKA_PROJECT_ID] [default: the project of a Project key]
    #[arg(long, value_name = "ID")]
    project_id: Option<OsString>,

    /// A file that contains the API key [env: PEAKA_API_KEY or PEAKA_API_KEY_FILE]
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,

    /// Allow a base URL with plain HTTP to another machine, which exposes the API key on the network
    #[arg(long)]
    allow_http: bool,

    /// Send all requests through this proxy, such as `http://proxy.example:3128`
    #[arg(long, value_name = "URL", conflicts_with = "proxy_from_env")]
    proxy: Option<String>,

    /// Use the proxy of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY
    #[arg(long)]
    proxy_from_env: bool,

    /// Trust the root certificates in this PEM file, in addition to those of the operating system; can be repeated
    #[arg(long, value_name = "FILE")]
    root_certificate: Vec<PathBuf>,

    /// The timeout of one request [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    timeout: Option<u32>,

    /// Fail if a table has more columns [default: 10000]
    #[arg(long, value_name = "NUMBER")]
    max_columns: Option<usize>,

    /// The deadline of a sync of one table [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    sync_timeout: Option<u32>,
}

impl Connection {
    /// Returns a client with the settings of the options, the environment and the `.env` file.
    pub(crate) fn client(&self) -> Result<Client, Error> {
        self.client_with(&Variables::load()?)
    }

    /// Returns a client with the settings of the options and the given variables.
    pub(crate) fn client_with(&self, variables: &Variables) -> Result<Client, Error> {
        self.check_source_of_base_url(variables)?;
        self.check_key_in_file(variables)?;
        let value = |name: &str| self.variable(name, |name| variables.get(name));
        let mut builder = ClientBuilder::from_variables(value)?
            .allow_http(self.allow_http)
            .proxy_from_env(self.proxy_from_env);
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy);
        }
        for path in &self.root_certificate {
            builder = builder.root_certificates_pem(read_certificates(path)?);
        }
        if let Some(seconds) = self.timeout {
            builder = builder.timeout(Duration::from_secs(seconds.into()));
        }
        if let Some(seconds) = self.sync_timeout {
            builder = builder.sync_timeout(Duration::from_secs(seconds.into()));
        }
        if let Some(columns) = self.max_columns {
            builder = builder.max_columns(columns);
        }
        let client = builder.build()?;
        let key_file = match value("PEAKA_API_KEY") {
            Some(_) => None,
            None => value("PEAKA_API_KEY_FILE").map(PathBuf::from),
        };
        if let Some(path) = key_file.filter(|path| is_readable_by_others(path)) {
            print_note(format_args!(
                "other users of this machine can read the API key file {}; help: allow only its owner to read it",
                quoted_path(&path)
            ));
        }
        Ok(client)
    }

    /// Checks that the base URL does not come from a `.env` file while the API key comes from elsewhere. The file may
    /// be that of somebody else's project, and its base URL that of somebody else's server.
    fn check_source_of_base_url(&self, variables: &Variables) -> Result<(), Error> {
        let is_from_file = |name| variables.is_from_file(name);
        let has_location = self.base_url.is_some() || self.zone.is_some();
        let keys = ["PEAKA_API_KEY", "PEAKA_API_KEY_FILE"];
        let has_key_in_file = self.api_key_file.is_none() && keys.into_iter().any(is_from_file);
        let has_key =
            self.api_key_file.is_some() || keys.iter().any(|name| variables.get(name).is_some());
        let is_key_from_elsewhere = has_key && !has_key_in_file;
        match variables.file() {
            Some(path)
                if !has_location && is_key_from_elsewhere && is_from_file("PEAKA_BASE_URL") =>
            {
                Err(Error::new(
                    format!(
                        "{} sets PEAKA_BASE_URL, but the API key comes from elsewhere",
                        quoted_path(path)
                    ),
                    "to send the key to that host, set `--base-url` or PEAKA_BASE_URL in the environment",
                ))
            }
            _ => Ok(()),
        }
    }

    /// Checks that the `.env` file does not set both variables for the API key.
    fn check_key_in_file(&self, variables: &Variables) -> Result<(), Error> {
        let is_from_file = |name| variables.is_from_file(name);
        match variables.file() {
            Some(path)
                if self.api_key_file.is_none()
                    && is_from_file("PEAKA_API_KEY")
                    && is_from_file("PEAKA_API_KEY_FILE") =>
            {
                Err(Error::new(
                    format!(
                        "{} sets both PEAKA_API_KEY and PEAKA_API_KEY_FILE",
                        quoted_path(path)
                    ),
                    "remove one of them",
                ))
            }
            _ => Ok(()),
        }
    }

    /// Returns the value of an environment variable, or of the option that overrides it. An option also hides the
    /// variables that contradict it.
    fn variable(&self, name: &str, env: impl Fn(&str) -> Option<OsString>) -> Option<OsString> {
        let has_location = self.base_url.is_some() || self.zone.is_some();
        match name {
            "PEAKA_BASE_URL" if has_location => self.base_url.clone(),
            "PEAKA_ZONE" if has_location => self.zone.as_ref().map(OsString::from),
            "PEAKA_API_KEY" if self.api_key_file.is_some() => None,
            "PEAKA_API_KEY_FILE" if self.api_key_file.is_some() => {
                self.api_key_file.as_ref().map(OsString::from)
            }
            "PEAKA_PROJECT_ID" if self.project_id.is_some() => self.project_id.clone(),
            _ => env(name),
        }
    }
}

fn read_certificates(path: &Path) -> Result<Vec<u8>, Error> {
    read_file(path, MAX_CERTIFICATE_MEBIBYTES).map_err(|reason| {
        Error::new(
            format!("failed to read {}: {reason}", quoted_path(path)),
            "use a PEM file for `--root-certificate`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the values of all variables, in an environment where each has its own name as its value.
    fn variables(connection: &Connection) -> [Option<String>; 5] {
        [
            "PEAKA_BASE_URL",
            "PEAKA_ZONE",
            "PEAKA_API_KEY",
            "PEAKA_API_KEY_FILE",
            "PEAKA_PROJECT_ID",
        ]
        .map(|name| {
            let value = connection.variable(name, |name| Some(name.into()));
            value.map(|value| value.into_string().unwrap())
        })
    }

    #[test]
    fn option_overrides_all_variables_that_contradict_it() {
        let none = Connection::default();
        let [url, zone, key, file, project] = [
            "PEAKA_BASE_URL",
            "PEAKA_ZONE",
            "PEAKA_API_KEY",
            "PEAKA_API_KEY_FILE",
            "PEAKA_PROJECT_ID",
        ]
        .map(|name| Some(name.to_owned()));
        assert_eq!(
            variables(&none),
            [
                url.clone(),
                zone.clone(),
                key.clone(),
                file.clone(),
                project.clone()
            ]
        );
        let eu = Connection {
            zone: Some("eu".to_owned()),
            ..none.clone()
        };
        assert_eq!(
            variables(&eu),
            [
                None,
                Some("eu".to_owned()),
                key.clone(),
                file.clone(),
                project
            ]
        );
        let other = Connection {
            base_url: Some("http://127.0.0.1:1".into()),
            project_id: Some("p".into()),
            api_key_file: Some("key".into()),
            ..none
        };
        assert_eq!(
            variables(&other),
            [
                Some("http://127.0.0.1:1".to_owned()),
                None,
                None,
                Some("key".to_owned()),
                Some("p".to_owned())
            ]
        );
    }
}
