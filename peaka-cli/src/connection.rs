//! How a command reaches the service: options in the place of variables of the environment.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use peaka_runtime::{Client, ClientBuilder};

use crate::error::Error;

/// Which project, where, and with which key. There is no option for the key itself: whoever lists the processes of the
/// machine would see it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// Another base URL, such as that of an emulator, up to and with `/api/v1`; else PEAKA_BASE_URL
    #[arg(long, value_name = "URL", conflicts_with = "zone")]
    base_url: Option<OsString>,

    /// The zone that the account is in; else PEAKA_ZONE, else `us`
    #[arg(long, value_parser = ["us", "eu"])]
    zone: Option<String>,

    /// The project; else PEAKA_PROJECT_ID, else that of a Project key
    #[arg(long, value_name = "ID")]
    project_id: Option<OsString>,

    /// A file with the API key; else PEAKA_API_KEY or PEAKA_API_KEY_FILE
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,

    /// How long one request may take; 10 if not given
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    timeout: Option<u32>,
}

impl Connection {
    /// The client as the options and the environment say.
    pub(crate) fn client(&self) -> Result<Client, Error> {
        let value = |name: &str| self.variable(name, |name| env::var_os(name));
        if ["PEAKA_API_KEY", "PEAKA_API_KEY_FILE"]
            .into_iter()
            .all(|name| value(name).is_none_or(|value| is_blank(&value)))
        {
            return Err(Error::new(
                "there is no API key: set PEAKA_API_KEY or PEAKA_API_KEY_FILE, or name a file with \
                 `--api-key-file`",
            ));
        }
        let mut builder = ClientBuilder::from_variables(value)?;
        if let Some(seconds) = self.timeout {
            builder = builder.timeout(Duration::from_secs(seconds.into()));
        }
        Ok(builder.build()?)
    }

    /// A variable, or the option that stands in its place. An option also takes away the variable that would say
    /// otherwise.
    fn variable(&self, name: &str, env: impl Fn(&str) -> Option<OsString>) -> Option<OsString> {
        let is_placed = self.base_url.is_some() || self.zone.is_some();
        match name {
            "PEAKA_BASE_URL" if is_placed => self.base_url.clone(),
            "PEAKA_ZONE" if is_placed => self.zone.as_ref().map(OsString::from),
            "PEAKA_API_KEY" if self.api_key_file.is_some() => None,
            "PEAKA_API_KEY_FILE" if self.api_key_file.is_some() => {
                self.api_key_file.as_ref().map(OsString::from)
            }
            "PEAKA_PROJECT_ID" if self.project_id.is_some() => self.project_id.clone(),
            _ => env(name),
        }
    }
}

/// A variable that is empty counts as not set.
fn is_blank(value: &OsString) -> bool {
    value.to_str().is_some_and(|value| value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of all variables where the environment has each under its own name.
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
    fn an_option_takes_the_place_of_all_variables_that_would_say_otherwise() {
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
