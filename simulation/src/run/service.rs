//! The service of a run, without the network.

use peaka_emulator::{InMemory, Outcome};

/// The service of a run.
pub(crate) struct Service {
    emulator: InMemory,
    authorization: String,
}

/// A request as a client sends it.
pub(crate) struct RawRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

impl Service {
    pub(crate) fn new(emulator: InMemory) -> Self {
        let authorization = format!("Bearer {}", emulator.api_key());
        Self {
            emulator,
            authorization,
        }
    }

    pub(crate) fn emulator(&self) -> &InMemory {
        &self.emulator
    }

    pub(crate) fn project_id(&self) -> &str {
        self.emulator.project_id()
    }

    /// Sends a request at once.
    pub(crate) fn request(&self, method: &str, path: &str, body: &[u8]) -> Outcome {
        let headers = [("authorization", &self.authorization)];
        self.emulator.send(method, path, headers, body)
    }
}
