//! The options of the program.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use hyper::http::uri::Authority;

use super::fault_argument::{FaultArgument, fault_help};
use super::metadata_setting::{METADATA_HELP, MetadataSetting};
use crate::builder::{DEFAULT_API_KEY, DEFAULT_PROJECT_ID};
use crate::service::{Echo, Profile, UnknownName};

/// The options of the program.
#[derive(Args, Clone)]
pub struct Options {
    /// The IP address to listen on; 0.0.0.0 accepts connections from other machines and containers
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,

    /// Accept requests for this host name on loopback addresses, such as that of a proxy; can be repeated
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub(crate) allow_host: Vec<String>,

    /// The port; 0 selects a free one
    #[arg(long, default_value_t = 8787)]
    pub(crate) port: u16,

    /// The service to emulate: as `documented`, or as `observed` in measurements
    #[arg(long, default_value_t, value_parser = names::<Profile>(["documented", "observed"]))]
    pub(crate) profile: Profile,

    /// The columns in the response to an add: as `requested`, or as `stored`
    #[arg(long, default_value_t, value_parser = names::<Echo>(["requested", "stored"]))]
    pub(crate) echo: Echo,

    /// The API key to accept, for every project
    #[arg(long, value_name = "KEY", default_value = DEFAULT_API_KEY, value_parser = api_key)]
    pub(crate) api_key: String,

    /// The project id to print; every project id is accepted
    #[arg(long = "project-id", alias = "project", value_name = "ID", default_value = DEFAULT_PROJECT_ID, value_parser = project_id)]
    pub(crate) project: String,

    /// Start with the table of a snapshot file, the rows of a CSV file, or all of them in a directory; can be repeated
    ///
    /// `peaka snapshot` writes snapshot files (`events.json`), and `peaka rows --format csv` rows. Columns are stored as
    /// the files describe them, whatever the profile stores. A CSV file is named after the table of its rows
    /// (`events.csv`), whose snapshot must be loaded too. Its first line names columns; an empty value is NULL, and `""`
    /// an empty text.
    #[arg(long, value_name = "PATH")]
    pub(crate) load: Vec<PathBuf>,

    /// Set the behavior of the metadata operations where the service's is unknown; can be repeated
    #[arg(long, value_name = "SETTING=VALUE", long_help = METADATA_HELP)]
    pub(crate) metadata: Vec<MetadataSetting>,

    /// Inject a fault into the NTH call of an operation, or into its next call; can be repeated
    #[arg(long, value_name = "OPERATION[:NTH]:KIND[=VALUE]", long_help = fault_help())]
    pub(crate) fault: Vec<FaultArgument>,

    /// Inject random recoverable faults; the same seed injects the same faults
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,

    /// Inject random faults into metadata operations as well
    #[arg(long, requires = "seed")]
    pub(crate) metadata_faults: bool,

    /// The fraction of calls that get a random fault, from 0 to 1 [default: 0.1]
    #[arg(long, value_name = "FRACTION", requires = "seed", value_parser = fault_rate)]
    pub(crate) fault_rate: Option<f64>,
}

/// Parses one of these names.
fn names<T>(names: [&'static str; 2]) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = UnknownName> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(names).try_map(|name| name.parse())
}

fn api_key(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("an API key cannot be empty".to_owned())
    } else if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        Err("an API key can contain only printable ASCII characters, and no spaces".to_owned())
    }
}

fn project_id(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("a project id cannot be empty".to_owned())
    } else if text.contains(['/', '\\']) {
        Err("a project id cannot contain a slash".to_owned())
    } else if matches!(text, "." | "..") || text.contains(char::is_control) {
        Err("a project id cannot be a part of a path, or contain control characters".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn host_name(text: &str) -> Result<String, String> {
    let is_name = text
        .parse()
        .is_ok_and(|authority: Authority| authority.host() == text);
    if is_name {
        Ok(text.to_owned())
    } else {
        Err("expected a host name without a port".to_owned())
    }
}

fn fault_rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate| (0.0..=1.0).contains(rate))
        .ok_or_else(|| "expected a number from 0 to 1".to_owned())
}
