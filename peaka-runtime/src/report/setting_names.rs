//! What the settings are called in the layer that shows an error.

use crate::plan::DriftKind;

/// The names of settings as the reader of an error can change them: builder methods in a program,
/// options on a command line.
#[derive(Clone, Copy, Debug)]
pub struct SettingNames {
    /// The API key.
    pub api_key: &'static str,
    /// The project id.
    pub project_id: &'static str,
    /// The base URL.
    pub base_url: &'static str,
    /// The zone.
    pub zone: &'static str,
    /// The URL of the proxy.
    pub proxy: &'static str,
    /// The maximum size of a response.
    pub max_response_bytes: Option<&'static str>,
    /// Permission to send the API key over plain HTTP.
    pub allow_http: &'static str,
    /// The timeout of one request.
    pub request_timeout: &'static str,
    /// The deadline of a sync.
    pub sync_timeout: &'static str,
    /// The maximum number of columns of a table.
    pub max_columns: &'static str,
    /// Permission to create the table.
    pub create_table: &'static str,
    /// Permission to fix drift.
    pub fix_drift: &'static str,
    /// The columns to delete.
    pub delete_columns: &'static str,
    /// Returns the setting that lowers these kinds of drift to a warning.
    pub accept_drift: fn(&[DriftKind]) -> String,
}

impl SettingNames {
    /// The names in Rust code.
    pub(crate) const RUST_API: Self = Self {
        api_key: "PEAKA_API_KEY or `ClientBuilder::api_key`",
        project_id: "PEAKA_PROJECT_ID or `ClientBuilder::project_id`",
        base_url: "PEAKA_BASE_URL or `ClientBuilder::base_url`",
        zone: "PEAKA_ZONE or `ClientBuilder::zone`",
        proxy: "`ClientBuilder::proxy`",
        max_response_bytes: Some("`ClientBuilder::max_response_bytes`"),
        allow_http: "`ClientBuilder::allow_http(true)`",
        request_timeout: "`ClientBuilder::timeout`",
        sync_timeout: "`ClientBuilder::sync_timeout`",
        max_columns: "`ClientBuilder::max_columns`",
        create_table: "`create_table(true)` on its sync",
        fix_drift: "`fix_drift(true)`",
        delete_columns: "`delete_columns`",
        accept_drift: |kinds| {
            let calls: String = kinds
                .iter()
                .map(|kind| format!(".on(DriftKind::{kind:?}, Level::Warn)"))
                .collect();
            format!("`{calls}`")
        },
    };
}
