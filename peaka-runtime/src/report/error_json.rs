//! The JSON of an error.

use serde::{Serialize, Serializer};

use super::error::Error;
use crate::plan::PlanDeviation;

impl Error {
    fn kind(&self) -> &'static str {
        match self {
            Self::Config(_) => "config",
            Self::Name(_) => "name",
            Self::Auth { .. } => "auth",
            Self::UnknownTable { .. } => "unknownTable",
            Self::Outdated { .. } => "outdated",
            Self::Status { .. } => "status",
            Self::Transport { .. } => "transport",
            Self::UnreadableResponse { .. } => "unreadableResponse",
            Self::UnreadableResult { .. } => "unreadableResult",
            Self::Row(_) => "row",
            Self::TooManyColumns { .. } => "tooManyColumns",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Drift(_) => "drift",
            Self::Unverified { .. } => "unverified",
            Self::Undiscovered { .. } => "undiscovered",
            Self::MetadataDrift { .. } => "metadataDrift",
            Self::MetadataUnverified { .. } => "metadataUnverified",
            Self::Tables(_) => "tables",
        }
    }
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Default, Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields<'e> {
            kind: &'static str,
            message: String,
            help: Option<String>,
            is_ambiguous: bool,
            is_retryable: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            table: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            operation: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            host: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            status: Option<u16>,
            #[serde(skip_serializing_if = "Option::is_none")]
            request_id: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            row: Option<usize>,
            #[serde(skip_serializing_if = "Option::is_none")]
            column: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            found: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            expected: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            deviations: Option<&'e [PlanDeviation]>,
        }

        let mut fields = Fields {
            kind: self.kind(),
            message: self.message(),
            help: self.help(),
            is_ambiguous: self.is_ambiguous(),
            is_retryable: self.is_retryable(),
            table: self
                .report()
                .map(|report| report.table.as_str())
                .or_else(|| {
                    let report = self.metadata_report()?;
                    Some(report.table.as_str())
                }),
            request_id: self.request_id(),
            ..Fields::default()
        };
        match self.root() {
            Self::Auth {
                operation, status, ..
            }
            | Self::Status {
                operation, status, ..
            } => {
                fields.operation = Some(operation);
                fields.status = Some(*status);
            }
            Self::Transport {
                operation, host, ..
            } => {
                fields.operation = Some(operation);
                fields.host = Some(host);
            }
            Self::UnreadableResponse { operation, .. } => fields.operation = Some(operation),
            Self::Row(error) => {
                fields.row = error.row();
                fields.column = error.column();
                fields.found = error.found();
                fields.expected = error.expected();
            }
            Self::UnknownTable { table, .. } | Self::TooManyColumns { table, .. } => {
                fields.table = Some(table);
            }
            Self::Outdated { table, deviations } => {
                fields.table = Some(table);
                fields.deviations = Some(deviations);
            }
            _ => {}
        }
        fields.serialize(serializer)
    }
}
