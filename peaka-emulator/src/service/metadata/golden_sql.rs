//! Golden SQLs: questions with the statement that answers them.

use serde_json::{Value as Json, json};

use super::fields::{object, required_text};
use crate::service::error::ServiceError;

#[derive(Clone, Debug)]
pub(super) struct GoldenSql {
    pub(super) id: String,
    pub(super) prompt: String,
    pub(super) sql: String,
}

impl GoldenSql {
    /// Reads the prompt and the statement from the body of a request.
    pub(super) fn read(body: &Json) -> Result<(String, String), ServiceError> {
        let fields = object(body, "the body")?;
        let prompt = required_text(fields, "prompt")?;
        Ok((prompt, required_text(fields, "sql")?))
    }

    pub(super) fn json(&self, project: &str) -> Json {
        json!({
            "id": self.id,
            "content": self.prompt,
            "metadata": {
                "prompt": self.prompt,
                "sql": self.sql,
                "projectId": project,
            },
        })
    }
}
