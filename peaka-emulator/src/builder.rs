//! Configures and starts an emulator.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::emulator::Emulator;
use crate::faults::{FaultQueue, Schedule};
use crate::handler::{EditQueue, Handler, RequestLog};
use crate::http::{AllowedHosts, Shared, serve};
use crate::in_memory::InMemory;
use crate::service::{
    ApiKeys, Behavior, CellSpelling, Echo, HostSetting, KeyScope, MetadataOptions, PATH_PREFIX,
    Profile, Service, State, Table, TimestampSpelling,
};

/// The API key that an emulator accepts if none is configured. It gives access to every project.
pub const DEFAULT_API_KEY: &str = "emulator-key";

/// The id of an emulator's project if none is configured.
pub const DEFAULT_PROJECT_ID: &str = "emulator";

const DEFAULT_REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Configures an [`Emulator`] before it starts. [`Emulator::builder`] creates one.
///
/// # Examples
///
/// ```
/// use peaka_emulator::{Emulator, Profile};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let emulator = Emulator::builder()
///     .profile(Profile::Observed)
///     .project("shop")
///     .partner_key("test-key")
///     .table("page_views")
///     .start()
///     .await?;
/// assert_eq!((emulator.project_id(), emulator.api_key()), ("shop", "test-key"));
/// // This profile stores names without underscores.
/// assert_eq!(emulator.tables("shop"), ["pageviews"]);
/// # Ok(())
/// # }
/// ```
#[must_use = "an emulator does nothing until it is started"]
pub struct Builder {
    profile: Profile,
    echo: Echo,
    match_requested_names: bool,
    cells: CellSpelling,
    timestamps: TimestampSpelling,
    max_result_rows: usize,
    metadata: MetadataOptions,
    host: IpAddr,
    allowed_hosts: Vec<String>,
    host_setting: HostSetting,
    port: u16,
    partner_key: Option<String>,
    keys: HashMap<String, KeyScope>,
    project: String,
    tables: Vec<String>,
    /// Tables that were saved before.
    loaded: Vec<Table>,
    request_timeout: Duration,
    is_log_enabled: bool,
    schedule: Option<Schedule>,
}

impl Emulator {
    /// Returns a builder. By default it starts the documented profile on a free port.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_emulator::{Emulator, Profile};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let emulator = Emulator::builder()
    ///     .profile(Profile::Observed)
    ///     .table("events")
    ///     .start()
    ///     .await?;
    /// assert!(emulator.base_url().starts_with("http://127.0.0.1:"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> Builder {
        Builder {
            profile: Profile::default(),
            echo: Echo::default(),
            match_requested_names: false,
            cells: CellSpelling::default(),
            timestamps: TimestampSpelling::default(),
            max_result_rows: usize::MAX,
            metadata: MetadataOptions::default(),
            host: Ipv4Addr::LOCALHOST.into(),
            allowed_hosts: Vec::new(),
            host_setting: HostSetting::Builder,
            port: 0,
            partner_key: None,
            keys: HashMap::new(),
            project: DEFAULT_PROJECT_ID.to_owned(),
            tables: Vec::new(),
            loaded: Vec::new(),
            request_timeout: DEFAULT_REQUEST_TIMEOUT,
            is_log_enabled: true,
            schedule: None,
        }
    }
}

impl Builder {
    /// Sets the service to emulate. Defaults to [`Profile::Documented`].
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets whether the response to [`Operation::AddColumns`](crate::Operation::AddColumns) contains the columns as
    /// they were requested or as they were stored. Defaults to [`Echo::Requested`].
    pub fn echo(mut self, echo: Echo) -> Self {
        self.echo = echo;
        self
    }

    /// Sets whether a path with the requested name (`page_views`) matches the name under which it was stored
    /// (`pageviews`). Defaults to `false`.
    ///
    /// It is not known whether Peaka does that. The setting has no effect in the documented profile, which stores every
    /// name as it is requested.
    pub fn match_requested_names(mut self, match_requested_names: bool) -> Self {
        self.match_requested_names = match_requested_names;
        self
    }

    /// Sets the format of values in query results. Defaults to [`CellSpelling::Strings`].
    pub fn cells(mut self, cells: CellSpelling) -> Self {
        self.cells = cells;
        self
    }

    /// Sets the format of timestamps in query results. Defaults to [`TimestampSpelling::Plain`].
    pub fn timestamps(mut self, timestamps: TimestampSpelling) -> Self {
        self.timestamps = timestamps;
        self
    }

    /// Sets the largest number of rows of a result. Defaults to no limit.
    ///
    /// A larger result is returned with status 200 and a body that cannot be read, as observed with 25,000 rows.
    pub fn max_result_rows(mut self, rows: usize) -> Self {
        self.max_result_rows = rows;
        self
    }

    /// Sets the behavior of the metadata operations where it is not known how the service behaves.
    ///
    /// Tables that exist before the start are in the metadata in any case.
    pub fn metadata(mut self, options: MetadataOptions) -> Self {
        self.metadata = options;
        self
    }

    /// Sets the IP address to listen on. Defaults to 127.0.0.1, which only programs on the same machine reach.
    ///
    /// With an unspecified address such as 0.0.0.0, the base URL has the local machine's address.
    pub fn host(mut self, host: impl Into<IpAddr>) -> Self {
        self.host = host.into();
        self
    }

    /// Allows requests for a host name, such as that of a proxy. The name has no port.
    ///
    /// Requests that arrive on a loopback address must be for an IP address, `localhost`, a name below `localhost`, or
    /// an allowed host. Others are rejected with status 421: a web page could send them by resolving its own name to a
    /// loopback address (DNS rebinding). Requests that arrive on other addresses may be for any host.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.allowed_hosts.push(name.into());
        self
    }

    /// Sets the port. Defaults to 0, which selects a free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Adds a key that gives access to every project. If a key is added twice, the last scope applies.
    pub fn partner_key(mut self, key: impl Into<String>) -> Self {
        let key = key.into();
        self.partner_key.get_or_insert_with(|| key.clone());
        self.keys.insert(key, KeyScope::EveryProject);
        self
    }

    /// Adds a key that gives access to one project. If a key is added twice, the last scope applies.
    pub fn project_key(mut self, key: impl Into<String>, project: impl Into<String>) -> Self {
        self.keys
            .insert(key.into(), KeyScope::Project(project.into()));
        self
    }

    /// Sets the project that [`Emulator::project_id`] returns. Defaults to [`DEFAULT_PROJECT_ID`].
    pub fn project(mut self, project: impl Into<String>) -> Self {
        self.project = project.into();
        self
    }

    /// Creates a table before the start, by the same rules as
    /// [`Operation::CreateTable`](crate::Operation::CreateTable).
    pub fn table(mut self, name: impl Into<String>) -> Self {
        self.tables.push(name.into());
        self
    }

    /// Stores tables that were saved before. Their names must be unique.
    #[cfg(feature = "program")]
    pub(crate) fn load(mut self, tables: Vec<Table>) -> Self {
        self.loaded = tables;
        self
    }

    /// Sets how long the head of a request, and then its body, may take to arrive. Defaults to 10 seconds.
    ///
    /// A slower request is rejected with status 408. An idle connection is closed after the same time.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Sets a schedule that draws faults from a seed. By default none are drawn.
    ///
    /// Injected faults take precedence over drawn ones: see [`Emulator::inject_at`].
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = Some(schedule);
        self
    }

    /// Sets whether requests are logged. Defaults to `true`.
    ///
    /// Logged requests stay in memory until they are taken. Turn the log off for simulations with millions of
    /// requests.
    pub fn log(mut self, is_enabled: bool) -> Self {
        self.is_log_enabled = is_enabled;
        self
    }

    /// Names the option of the program in errors about hosts.
    #[cfg(feature = "program")]
    pub(crate) fn name_options(mut self) -> Self {
        self.host_setting = HostSetting::Option;
        self
    }

    /// Starts the emulator on the current tokio runtime, whose I/O and time drivers must be enabled.
    ///
    /// # Examples
    ///
    /// Each test starts an emulator of its own, and gives its address and key to the program under test:
    ///
    /// ```
    /// use std::process::Command;
    ///
    /// use peaka_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let emulator = Emulator::builder().start().await?;
    /// let mut program = Command::new("my-program");
    /// program
    ///     .env("PEAKA_BASE_URL", emulator.base_url())
    ///     .env("PEAKA_API_KEY", emulator.api_key())
    ///     .env("PEAKA_PROJECT_ID", emulator.project_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if it cannot listen on the address, and with [`io::ErrorKind::InvalidInput`] if a [table](Builder::table)
    /// cannot be created.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime, or if a driver is not enabled.
    pub async fn start(self) -> io::Result<Emulator> {
        let allowed_hosts = AllowedHosts::new(&self.allowed_hosts, self.host_setting);
        let Self {
            host,
            port,
            request_timeout,
            ..
        } = self;
        let in_memory = self.build_in_memory()?;
        let listener = TcpListener::bind((host, port)).await?;
        let mut address = listener.local_addr()?;
        match host {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        let base_url = format!("http://{address}{PATH_PREFIX}");
        let (stop, stopped) = oneshot::channel();
        let shared = Shared {
            handler: Arc::clone(&in_memory.handler),
            allowed_hosts,
            request_timeout,
        };
        let server = tokio::spawn(serve(listener, Arc::new(shared), stopped));
        Ok(Emulator {
            in_memory,
            base_url,
            stop,
            server,
        })
    }

    /// Builds the emulator without a socket. It needs no runtime. The address, the allowed hosts and the request
    /// timeout have no effect.
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if a [table](Builder::table) cannot be created.
    pub fn build_in_memory(self) -> io::Result<InMemory> {
        let behavior = Behavior {
            rules: self.profile.rules(),
            echo: self.echo,
            matches_requested_names: self.match_requested_names,
            cells: self.cells,
            timestamps: self.timestamps,
            max_result_rows: self.max_result_rows,
            metadata: self.metadata,
        };
        let mut state = State::new(behavior);
        for table in self.loaded {
            state.insert_table(&self.project, table);
        }
        for table in &self.tables {
            state
                .create_table(&self.project, table)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error.to_string()))?;
        }
        state.metadata(&self.project).discover();
        let mut keys = self.keys;
        let api_key = self.partner_key.unwrap_or_else(|| {
            let default = keys.entry(DEFAULT_API_KEY.to_owned());
            default.or_insert(KeyScope::EveryProject);
            DEFAULT_API_KEY.to_owned()
        });
        let handler = Handler {
            service: Service {
                behavior,
                state: Mutex::new(state),
                keys: ApiKeys(keys),
            },
            faults: FaultQueue::new(self.schedule),
            edits: EditQueue::default(),
            log: RequestLog::new(self.is_log_enabled),
        };
        Ok(InMemory {
            handler: Arc::new(handler),
            api_key: api_key.into(),
            project_id: self.project.into(),
        })
    }
}
