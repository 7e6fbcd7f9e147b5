//! Limits of the settings.

use std::time::Duration;

/// The longest timeout. It keeps deadlines within what every clock can represent.
pub(crate) const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);
