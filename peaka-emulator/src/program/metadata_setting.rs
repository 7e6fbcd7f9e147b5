//! The value of `--metadata`: one setting of the metadata operations.

use std::str::FromStr;

use super::duration::parse_duration;
use crate::service::{
    Discovery, MetadataOptions, MissingDescription, OmittedMetadata, RefreshDuration,
    RelationsShape,
};

/// A setting of the metadata operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MetadataSetting {
    Discovery(Discovery),
    Refresh(RefreshDuration),
    Omitted(OmittedMetadata),
    MissingDescription(MissingDescription),
    Relations(RelationsShape),
}

/// The help of `--metadata`. The first value of each setting is the default.
pub(super) const METADATA_HELP: &str = "\
Set the behavior of the metadata operations where the service's is unknown; can be repeated

Settings:
  discovery=after-refresh|at-once
      when new tables and columns are in the metadata
  refresh=READS|TIME
      how many reads of its status, such as `1`, or how much time, such as `2s`, a refresh takes
  omitted=reset|keep
      what an update does with the metadata that it leaves out
  missing-description=absent|null-text
      how a missing description is shown
  relations=list|map
      the shape of the list of relations";

impl MetadataSetting {
    pub(super) fn apply(self, options: MetadataOptions) -> MetadataOptions {
        match self {
            Self::Discovery(discovery) => options.discovery(discovery),
            Self::Refresh(duration) => options.refresh(duration),
            Self::Omitted(omitted) => options.omitted(omitted),
            Self::MissingDescription(missing) => options.missing_description(missing),
            Self::Relations(shape) => options.relations(shape),
        }
    }
}

impl FromStr for MetadataSetting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .ok_or("expected `SETTING=VALUE`, such as `discovery=at-once`")?;
        let expected = |values: &str| format!("invalid value `{value}`: expected {values}");
        match (name, value) {
            ("discovery", "after-refresh") => Ok(Self::Discovery(Discovery::AfterRefresh)),
            ("discovery", "at-once") => Ok(Self::Discovery(Discovery::AtOnce)),
            ("discovery", _) => Err(expected("`after-refresh` or `at-once`")),
            ("refresh", _) => value
                .parse()
                .ok()
                .map(RefreshDuration::StatusReads)
                .or_else(|| parse_duration(value).map(RefreshDuration::Time))
                .map(Self::Refresh)
                .ok_or_else(|| expected("a number of status reads, or a time such as `2s`")),
            ("omitted", "reset") => Ok(Self::Omitted(OmittedMetadata::Reset)),
            ("omitted", "keep") => Ok(Self::Omitted(OmittedMetadata::Keep)),
            ("omitted", _) => Err(expected("`reset` or `keep`")),
            ("missing-description", "absent") => {
                Ok(Self::MissingDescription(MissingDescription::Absent))
            }
            ("missing-description", "null-text") => {
                Ok(Self::MissingDescription(MissingDescription::NullText))
            }
            ("missing-description", _) => Err(expected("`absent` or `null-text`")),
            ("relations", "list") => Ok(Self::Relations(RelationsShape::List)),
            ("relations", "map") => Ok(Self::Relations(RelationsShape::MapById)),
            ("relations", _) => Err(expected("`list` or `map`")),
            _ => Err(format!(
                "unknown setting `{name}`: expected one of `discovery`, `refresh`, `omitted`, `missing-description`, \
                 `relations`"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn settings_are_applied_in_order() {
        let parsed = |text: &str| text.parse::<MetadataSetting>().unwrap();
        let settings = [
            "discovery=at-once",
            "refresh=3",
            "omitted=keep",
            "missing-description=null-text",
            "relations=map",
            "refresh=50ms",
        ];
        let options = settings
            .iter()
            .fold(MetadataOptions::default(), |options, text| {
                parsed(text).apply(options)
            });
        let expected = MetadataOptions::default()
            .discovery(Discovery::AtOnce)
            .refresh(RefreshDuration::Time(Duration::from_millis(50)))
            .omitted(OmittedMetadata::Keep)
            .missing_description(MissingDescription::NullText)
            .relations(RelationsShape::MapById);
        assert_eq!(options, expected);
        let defaults = [
            "discovery=after-refresh",
            "refresh=1",
            "omitted=reset",
            "missing-description=absent",
            "relations=list",
        ];
        let options = defaults
            .iter()
            .fold(expected, |options, text| parsed(text).apply(options));
        assert_eq!(options, MetadataOptions::default());
    }

    #[test]
    fn invalid_setting_says_what_is_expected() {
        for (text, message) in [
            (
                "discovery",
                "expected `SETTING=VALUE`, such as `discovery=at-once`",
            ),
            (
                "discovery=now",
                "invalid value `now`: expected `after-refresh` or `at-once`",
            ),
            (
                "refresh=-1",
                "invalid value `-1`: expected a number of status reads, or a time such as `2s`",
            ),
            ("omitted=", "invalid value ``: expected `reset` or `keep`"),
            (
                "missing-description=null",
                "invalid value `null`: expected `absent` or `null-text`",
            ),
            (
                "relations=array",
                "invalid value `array`: expected `list` or `map`",
            ),
            (
                "relation=map",
                "unknown setting `relation`: expected one of `discovery`, `refresh`, `omitted`, \
                 `missing-description`, `relations`",
            ),
        ] {
            assert_eq!(text.parse::<MetadataSetting>().unwrap_err(), message);
        }
    }
}
