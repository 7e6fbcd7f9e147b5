//! What the service returns about itself and the API key: the project of a Project key, and its clock.

use std::time::SystemTime;

use reqwest::Method;
use reqwest::header::{DATE, HeaderMap};
use serde::Deserialize;

use super::api::Client;
use super::base_url::is_loopback;
use super::json::read_json;
use super::operation::Operation;
use super::response_shape::Object;
use crate::report::{Error, Help};
use crate::schema::{NameKind, check_path_segment};

/// What the service returned for the API key. It is not part of the public API and changes without notice.
#[derive(Clone, Debug)]
pub struct KeyInfo {
    /// The project of a Project key; `None` for a key of all projects.
    pub project_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    project_id: Option<String>,
}

impl Client {
    /// Requests the project id of a Project key. The operation is not documented, but Peaka's own programs
    /// use it.
    pub(super) async fn find_project(&self) -> Result<String, Error> {
        let project_id = self.__key_info().await?.project_id.ok_or_else(|| {
            Error::config(
                "no project id is set, and the service does not return one for this API key",
                Help::Setting(|names| format!("set {}", names.project_id)),
            )
        })?;
        check_path_segment(NameKind::Project, &project_id)?;
        Ok(project_id)
    }

    /// Returns the base URL, and whether it is on this machine.
    #[doc(hidden)]
    #[must_use]
    pub fn __base_url(&self) -> (&str, bool) {
        let base_url = self.shared.http.base_url();
        let url = reqwest::Url::parse(base_url);
        let host = url.as_ref().ok().and_then(|url| url.host_str());
        (base_url, host.is_some_and(is_loopback))
    }

    /// Returns the project id, and requests it first if necessary.
    #[doc(hidden)]
    pub async fn __project_id(&self) -> Result<&str, Error> {
        self.project_id().await
    }

    /// Requests what the service knows of the API key.
    #[doc(hidden)]
    pub async fn __key_info(&self) -> Result<KeyInfo, Error> {
        let info = |project_id| KeyInfo { project_id };
        let request = self.build_request(Operation::FindProject, Method::GET, &["info"], None);
        match self
            .shared
            .http
            .send(request, read_json::<Object<Info>>)
            .await
        {
            Ok(Object(Info { project_id })) => Ok(info(project_id)),
            // The response for a Partner key is not documented, so every response that may mean "no project"
            // is treated as one.
            Err(
                Error::Auth { status: 403, .. }
                | Error::Status {
                    status: 400 | 404, ..
                }
                | Error::UnreadableResponse { .. },
            ) => Ok(info(None)),
            Err(error) => Err(error),
        }
    }

    /// Lists the tables, and returns the time of the service's clock from the response's `Date` header.
    #[doc(hidden)]
    pub async fn __service_date(&self) -> Result<Option<SystemTime>, Error> {
        let path = ["data", "projects", self.project_id().await?, "bitable"];
        let request = self.build_request(Operation::ListTables, Method::GET, &path, None);
        let date = |headers: &HeaderMap, _: &[u8]| {
            let date = headers.get(DATE).and_then(|date| date.to_str().ok());
            Ok(date.and_then(|date| httpdate::parse_http_date(date).ok()))
        };
        self.shared.http.send_with_headers(request, date).await
    }
}
