//! The options of the program.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use hyper::http::uri::Authority;

use super::fault_argument::{FaultArgument, fault_help};
use crate::builder::{DEFAULT_API_KEY, DEFAULT_PROJECT_ID};
use crate::service::{Echo, Profile};

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
    #[arg(long, default_value_t)]
    pub(crate) profile: Profile,

    /// The columns in the response to an add: as `requested`, or as `stored`
    #[arg(long, default_value_t)]
    pub(crate) echo: Echo,

    /// The API key to accept, for every project
    #[arg(long, default_value = DEFAULT_API_KEY, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) api_key: String,

    /// The project id to print; all other projects exist as well and are empty
    #[arg(long, default_value = DEFAULT_PROJECT_ID, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) project: String,

    /// Start with the table of a snapshot file, or of all snapshot files in a directory; can be repeated
    ///
    /// `peaka snapshot` writes these files. Columns are stored as the files describe them, whatever the profile stores.
    #[arg(long, value_name = "PATH")]
    pub(crate) load: Vec<PathBuf>,

    /// Inject a fault into the NTH call of an operation, or into its next call; can be repeated
    #[arg(long, value_name = "OPERATION[:NTH]:KIND[=VALUE]", long_help = fault_help())]
    pub(crate) fault: Vec<FaultArgument>,

    /// Inject random recoverable faults; the same seed injects the same faults
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,

    /// The fraction of calls that get a random fault, from 0 to 1 [default: 0.1]
    #[arg(long, value_name = "FRACTION", requires = "seed", value_parser = fault_rate)]
    pub(crate) fault_rate: Option<f64>,
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
