//! Starting an emulator, and holding it.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::choices::{Echo, Profile};
use crate::faults::Fault;
use crate::keys::{Keys, Reach};
use crate::log::{Log, LoggedRequest};
use crate::memory::InMemory;
use crate::operation::Operation;
use crate::profile::Behaviour;
use crate::routes;
use crate::schedule::Schedule;
use crate::serve::serve;
use crate::service::Service;
use crate::state::State;
use crate::waiting::Faults;

/// The partner key of an emulator that was given none.
pub const DEFAULT_API_KEY: &str = "emulator-key";

/// The project of an emulator that was given none.
pub const DEFAULT_PROJECT_ID: &str = "emulator";

/// How long a request may take to arrive, unless [`Builder::request_timeout`] says otherwise.
const DEFAULT_REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// A running emulator. It stops when it is dropped.
#[must_use = "an emulator stops when it is dropped"]
pub struct Emulator {
    /// All of it but the socket.
    inner: InMemory,
    base_url: String,
    /// Dropping this is what stops the serving task, so that [`Emulator`] needs no `Drop` of its own.
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Emulator {
    /// Choices before the start. With none made, it is the documented service on a free port.
    pub fn builder() -> Builder {
        Builder {
            profile: Profile::default(),
            echo: Echo::default(),
            reach_unfolded: false,
            port: 0,
            partner_key: None,
            keys: HashMap::new(),
            project: DEFAULT_PROJECT_ID.to_owned(),
            tables: Vec::new(),
            request_timeout: DEFAULT_REQUEST_TIMEOUT,
            log: true,
            schedule: None,
        }
    }

    /// Where it listens, with the path prefix of the real servers: `http://127.0.0.1:PORT/api/v1`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// A partner key that it accepts: the first that was configured, else [`DEFAULT_API_KEY`].
    pub fn api_key(&self) -> &str {
        self.inner.api_key()
    }

    /// The project of the tables that were made before the start: [`DEFAULT_PROJECT_ID`], unless another was configured.
    pub fn project_id(&self) -> &str {
        self.inner.project_id()
    }

    /// Everything that has arrived, in order: what was refused as well, and what asked for a route that does not exist.
    /// A request has arrived when its body has, or has failed to. What could not be read as HTTP at all is missing. It is
    /// empty where [`Builder::log`] is off.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.inner.requests()
    }

    /// What [`Emulator::requests`] gives, and forgets it.
    pub fn take_requests(&self) -> Vec<LoggedRequest> {
        self.inner.take_requests()
    }

    /// Queues a fault for the next call of that operation. Faults of one operation strike in the order of their
    /// injection, one call each. A call that is refused for its key, its path, or a body that never arrived whole does
    /// not count.
    pub fn inject(&self, operation: Operation, fault: Fault) {
        self.inner.inject(operation, fault);
    }

    /// Lets a fault strike the nth call of that operation from now: 1 is the next, and so is 0. Other calls are
    /// untouched, and those that do not count for [`Emulator::inject`] do not count here. A fault that waited for the
    /// same call is forgotten.
    ///
    /// A call is struck by one fault at most: by the one that was injected for its number, else by the first that
    /// waits in the queue of [`Emulator::inject`], else by what the [schedule](Builder::schedule) draws. The queue
    /// waits meanwhile; what the schedule would have drawn does not.
    pub fn inject_at(&self, operation: Operation, nth: u64, fault: Fault) {
        self.inner.inject_at(operation, nth, fault);
    }

    /// The names of a project's tables as they are stored, in the order of their creation: without a request, and so
    /// without a fault, and whatever a [`Fault::Stale`] makes lists show.
    pub fn tables(&self, project: &str) -> Vec<String> {
        self.inner.tables(project)
    }

    /// The columns of a table as they are stored, as JSON that is spelled like a list's: without a request, and so
    /// without a fault, and whatever a [`Fault::Stale`] makes lists show. The name means a table as it does in a path.
    /// None if there is no such table.
    pub fn columns(&self, project: &str, table: &str) -> Option<Value> {
        self.inner.columns(project, table)
    }

    /// Stops it, and waits until the port is free and every connection is closed. Calls in flight are cut off.
    ///
    /// Dropping it stops it as well, as soon as the runtime gets to run.
    pub async fn stop(self) {
        drop(self.stop);
        // It ends with an error if the runtime is shutting down: then it has stopped, too.
        let _ = self.serving.await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Emulator");
        debug
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Choices before an [`Emulator`] starts.
#[must_use = "an emulator does nothing until it is started"]
pub struct Builder {
    profile: Profile,
    echo: Echo,
    reach_unfolded: bool,
    port: u16,
    partner_key: Option<String>,
    keys: HashMap<String, Reach>,
    project: String,
    tables: Vec<String>,
    request_timeout: Duration,
    log: bool,
    schedule: Option<Schedule>,
}

impl Builder {
    /// Which service it behaves like: [`Profile::Documented`] unless set.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// What it answers to an Add: [`Echo::Requested`] unless set.
    pub fn echo(mut self, echo: Echo) -> Self {
        self.echo = echo;
        self
    }

    /// Whether a path with a name as it was requested (`page_views`) reaches what was stored under another
    /// (`pageviews`). It is unknown whether the service does that; false unless set. It makes no difference in the
    /// documented profile, which stores every name as it is requested.
    pub fn reach_unfolded(mut self, reach_unfolded: bool) -> Self {
        self.reach_unfolded = reach_unfolded;
        self
    }

    /// The port, on 127.0.0.1 alone. 0, which is also the default, is any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Accepts a key that reaches every project. If a key is given twice, the last time counts.
    pub fn partner_key(mut self, key: impl Into<String>) -> Self {
        let key = key.into();
        self.partner_key.get_or_insert_with(|| key.clone());
        self.keys.insert(key, Reach::EveryProject);
        self
    }

    /// Accepts a key that reaches one project. If a key is given twice, the last time counts.
    pub fn project_key(mut self, key: impl Into<String>, project: impl Into<String>) -> Self {
        self.keys.insert(key.into(), Reach::Project(project.into()));
        self
    }

    /// The project that [`Emulator::project_id`] tells: [`DEFAULT_PROJECT_ID`] unless set.
    pub fn project(mut self, project: impl Into<String>) -> Self {
        self.project = project.into();
        self
    }

    /// Makes a table before the start, as a Create would.
    pub fn table(mut self, name: impl Into<String>) -> Self {
        self.tables.push(name.into());
        self
    }

    /// How long the head of a request, and then its body, may take to arrive before it is answered 408: 10 seconds
    /// unless set. A connection that is idle for as long is closed.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Strikes calls with faults that are drawn from a seed, besides those that are injected: see
    /// [`Emulator::inject_at`] for which comes first. Without a schedule, none is drawn.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = Some(schedule);
        self
    }

    /// Whether it keeps the requests that arrive, as it does unless this is set to false. All that it keeps stays in
    /// memory until it is taken, which is too much for millions of them.
    pub fn log(mut self, log: bool) -> Self {
        self.log = log;
        self
    }

    /// Starts it on the current tokio runtime, which must have its I/O and time drivers enabled.
    ///
    /// # Errors
    ///
    /// When the port is taken or may not be used, and (as [`io::ErrorKind::InvalidInput`]) when a
    /// [table](Builder::table) cannot be made.
    pub async fn start(self) -> io::Result<Emulator> {
        let (port, patience) = (self.port, self.request_timeout);
        let inner = self.build_in_memory()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let base_url = format!("http://{}{}", listener.local_addr()?, routes::PREFIX);
        let (stop, stopped) = oneshot::channel();
        let service = Arc::clone(&inner.service);
        let serving = tokio::spawn(serve(listener, service, patience, stopped));
        Ok(Emulator {
            inner,
            base_url,
            stop,
            serving,
        })
    }

    /// Builds it without a socket, outside any runtime. The port and the request timeout mean nothing to it.
    ///
    /// # Errors
    ///
    /// As [`io::ErrorKind::InvalidInput`], when a [table](Builder::table) cannot be made.
    pub fn build_in_memory(self) -> io::Result<InMemory> {
        let behaviour = Behaviour {
            rules: self.profile.rules(),
            echo: self.echo,
            reach_unfolded: self.reach_unfolded,
        };
        let mut state = State::new(behaviour);
        for table in &self.tables {
            state
                .create_table(&self.project, table)
                .map_err(|refusal| {
                    io::Error::new(io::ErrorKind::InvalidInput, refusal.to_string())
                })?;
        }
        let mut keys = self.keys;
        let api_key = self.partner_key.unwrap_or_else(|| {
            let made_up = keys.entry(DEFAULT_API_KEY.to_owned());
            made_up.or_insert(Reach::EveryProject);
            DEFAULT_API_KEY.to_owned()
        });
        let service = Service {
            behaviour,
            state: Mutex::new(state),
            keys: Keys(keys),
            faults: Faults::new(self.schedule),
            log: Log::new(self.log),
        };
        Ok(InMemory {
            service: Arc::new(service),
            api_key: api_key.into(),
            project_id: self.project.into(),
        })
    }
}
