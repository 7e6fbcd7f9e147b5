//! What the end-to-end suite runs against.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;

use futures_util::FutureExt;
use peaka_emulator::{Echo, Emulator, Profile};
use peaka_runtime::{Client, stored_name};

use crate::started;

/// A service for the end-to-end suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The emulator as Peaka documents its service.
    Documented,
    /// The emulator as the service was measured.
    Observed,
    /// The same, where the answer to an add shows what was stored: which of the two the service does
    /// is not known.
    ObservedEchoStored,
    /// Peaka itself, as the environment says.
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

    /// Whether it folds names and keeps neither flags nor display names; of the live service that
    /// is not known.
    pub fn is_observed(self) -> Option<bool> {
        match self {
            Self::Documented => Some(false),
            Self::Observed | Self::ObservedEchoStored => Some(true),
            Self::Live => None,
        }
    }

    /// Whether the target is there: Peaka needs a key and a project.
    pub fn is_available(self) -> bool {
        let set = |name| std::env::var(name).is_ok_and(|value| !value.trim().is_empty());
        self != Self::Live || (set("PEAKA_API_KEY") && set("PEAKA_PROJECT_ID"))
    }

    /// Runs a case and deletes its tables, also if it panics.
    ///
    /// # Errors
    /// The tables that are left over, if they could not be deleted.
    pub async fn run(self, case: impl AsyncFnOnce(&Bench)) -> Result<(), String> {
        let bench = Bench::new(self).await;
        let outcome = AssertUnwindSafe(case(&bench)).catch_unwind().await;
        let left = bench.delete_tables().await;
        if let Err(panic) = outcome {
            if let Err(left) = left {
                eprintln!("{left}");
            }
            std::panic::resume_unwind(panic);
        }
        left
    }
}

/// A client, and tables of random names that are deleted in the end.
pub struct Bench {
    /// What the case runs against.
    pub target: Target,
    /// A client of it.
    pub client: Client,
    /// The emulator, unless the target is Peaka.
    pub emulator: Option<Emulator>,
    tables: Mutex<Vec<String>>,
}

impl Bench {
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
                let (emulator, client) = started(emulator).await;
                (Some(emulator), client)
            }
            None => (
                None,
                Client::from_env().expect("the environment makes a client"),
            ),
        };
        Self {
            target,
            client,
            emulator,
            tables: Mutex::default(),
        }
    }

    /// A name that no table has; a table that gets it is deleted in the end.
    pub fn table_name(&self) -> String {
        self.named("peakarstest")
    }

    /// The same with an underscore in it.
    pub fn folded_table_name(&self) -> String {
        self.named("peaka_rs_test")
    }

    fn named(&self, start: &str) -> String {
        let name = format!("{start}{:016x}", RandomState::new().build_hasher().finish());
        self.tables
            .lock()
            .expect("no panic holds it")
            .push(name.clone());
        name
    }

    async fn delete_tables(&self) -> Result<(), String> {
        let names = self.tables.lock().expect("no panic holds it").clone();
        let tables = self.client.list_tables().await;
        let tables = tables.map_err(|error| format!("{names:?} may be left over: {error}"))?;
        let mut left = Vec::new();
        for table in tables {
            let name = table.table_name;
            let is_ours = names
                .iter()
                .any(|ours| stored_name(ours) == stored_name(&name));
            if is_ours && let Err(error) = self.client.delete_table(&name).await {
                left.push(format!("`{name}` is left over: {error}"));
            }
        }
        if left.is_empty() {
            Ok(())
        } else {
            Err(left.join("; "))
        }
    }
}
