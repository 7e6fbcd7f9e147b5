//! The zones of the service.

use std::str::FromStr;

use crate::report::Error;
use crate::text::quoted;

/// A zone of the service. Every account belongs to one zone.
///
/// # Examples
///
/// ```
/// use peaka_runtime::Zone;
///
/// let zone: Zone = "eu".parse()?;
/// assert_eq!(zone.base_url(), "https://partner.eu.peaka.studio/api/v1");
/// # Ok::<(), peaka_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Zone {
    /// The United States, the default.
    #[default]
    Us,
    /// The European Union.
    Eu,
}

impl Zone {
    /// Returns the base URL of the zone's API, as documented.
    #[must_use]
    pub const fn base_url(self) -> &'static str {
        match self {
            Self::Us => "https://partner.peaka.studio/api/v1",
            Self::Eu => "https://partner.eu.peaka.studio/api/v1",
        }
    }
}

/// Parses `us` or `eu`, in any case.
impl FromStr for Zone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "us" => Ok(Self::Us),
            "eu" => Ok(Self::Eu),
            _ => Err(Error::config(
                format!("unknown zone {}", quoted(text)),
                "use `us` or `eu`",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_zone_lists_the_known_ones() {
        assert_eq!("EU".parse::<Zone>().unwrap(), Zone::Eu);
        assert_eq!(
            "mars".parse::<Zone>().unwrap_err().to_string(),
            "unknown zone `mars`; help: use `us` or `eu`"
        );
    }
}
