//! The services that the end-to-end suite runs against.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;

use futures_util::FutureExt;
use peaka_emulator::{Echo, Emulator, Profile};
use peaka_runtime::{Client, stored_name};

use crate::start_emulator;

/// A service for the end-to-end suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The emulator with the documented behavior of Peaka.
    Documented,
    /// The emulator with the observed behavior of Peaka.
    Observed,
    /// The same, except that the response to an add shows the stored columns instead of repeating
    /// the request. It is not known which of the two Peaka does.
    ObservedEchoStored,
    /// Peaka itself, configured by environment variables.
    Live,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::ObservedEchoStored => "observed_echo_stored",
            Self::Live => "live",
        })
    }
}

impl Target {
    /// All targets.
    pub const ALL: [Self; 4] = [
        Self::Documented,
        Self::Observed,
        Self::ObservedEchoStored,
        Self::Live,
    ];

    /// Returns whether the target removes underscores from names and persists neither flags nor
    /// display names; `None` for the live service, where it is not known.
    pub fn has_observed_behavior(self) -> Option<bool> {
        match self {
            Self::Documented => Some(false),
            Self::Observed | Self::ObservedEchoStored => Some(true),
            Self::Live => None,
        }
    }

    /// Returns whether the target can be used. Peaka requires an API key and a project id.
    pub fn is_available(self) -> bool {
        let set = |name| std::env::var(name).is_ok_and(|value| !value.trim().is_empty());
        self != Self::Live || (set("PEAKA_API_KEY") && set("PEAKA_PROJECT_ID"))
    }

    /// Runs a case and deletes its tables, even if it panics.
    ///
    /// # Errors
    ///
    /// Returns the tables that could not be deleted.
    pub async fn run(self, case: impl AsyncFnOnce(&Fixture)) -> Result<(), String> {
        let fixture = Fixture::new(self).await;
        let outcome = AssertUnwindSafe(case(&fixture)).catch_unwind().await;
        let cleanup = fixture.delete_tables().await;
        if let Err(panic) = outcome {
            if let Err(cleanup) = cleanup {
                eprintln!("{cleanup}");
            }
            std::panic::resume_unwind(panic);
        }
        cleanup
    }
}

/// A client, and tables with random names that are deleted at the end.
pub struct Fixture {
    /// The target that the case runs against.
    pub target: Target,
    /// A client for the target.
    pub client: Client,
    /// The emulator, unless the target is Peaka.
    pub emulator: Option<Emulator>,
    tables: Mutex<Vec<String>>,
}

impl Fixture {
    async fn new(target: Target) -> Self {
        let emulator = Emulator::builder();
        let emulator = match target {
            Target::Documented => Some(emulator),
            Target::Observed => Some(emulator.profile(Profile::Observed)),
            Target::ObservedEchoStored => {
                Some(emulator.profile(Profile::Observed).echo(Echo::Stored))
            }
            Target::Live => None,
        };
        let (emulator, client) = match emulator {
            Some(emulator) => {
                let (emulator, client) = start_emulator(emulator).await;
                (Some(emulator), client)
            }
            None => (
                None,
                Client::from_env().expect("the environment configures a client"),
            ),
        };
        Self {
            target,
            client,
            emulator,
            tables: Mutex::default(),
        }
    }

    /// Returns an unused table name. A table with this name is deleted at the end.
    pub fn table_name(&self) -> String {
        self.unused_name("peakarstest")
    }

    /// Returns an unused table name with underscores, which the service may remove.
    pub fn table_name_with_underscores(&self) -> String {
        self.unused_name("peaka_rs_test")
    }

    fn unused_name(&self, prefix: &str) -> String {
        let name = format!(
            "{prefix}{:016x}",
            RandomState::new().build_hasher().finish()
        );
        self.tables
            .lock()
            .expect("the mutex is not poisoned")
            .push(name.clone());
        name
    }

    async fn delete_tables(&self) -> Result<(), String> {
        let names = self
            .tables
            .lock()
            .expect("the mutex is not poisoned")
            .clone();
        let tables = self.client.list_tables().await;
        let tables = tables.map_err(|error| format!("{names:?} may still exist: {error}"))?;
        let mut failures = Vec::new();
        for table in tables {
            let name = table.table_name;
            let is_from_case = names
                .iter()
                .any(|used| stored_name(used) == stored_name(&name));
            if !is_from_case {
                continue;
            }
            if let Err(error) = self.client.delete_table(&name).await {
                failures.push(format!("failed to delete `{name}`: {error}"));
            }
        }
        if failures.is_empty() {
            Ok(())
        } else {
            Err(failures.join("; "))
        }
    }
}
