//! Limits of the settings.

use std::time::Duration;

/// The longest timeout. It keeps every deadline within the range of the system's clock.
pub(crate) const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);
