//! The service and the wires to it.

use std::collections::BTreeSet;
use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use peaka_emulator::{Emulator, InMemory, Outcome};
use peaka_runtime::__private::{InMemoryOutcome as Carried, InMemoryService as Memory};
use peaka_runtime::stored_name;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

use crate::ask::Ask;
use crate::declaration::Column;
use crate::dice::Dice;
use crate::judge::Rule;
use crate::live::Live;
use crate::record::{Cause, Event, Message, Record, Told, Version};
use crate::storm::{Fate, Kind, Storm, Strike};
use crate::world::{Edit, MESSAGES, World};

/// Where every client believes the service to be.
pub(crate) const BASE_URL: &str = "http://localhost/api/v1";

/// A sync that sends more would never end, perhaps without any time that passes.
const MOST_MESSAGES: u32 = 2000;

/// The service, the wires to it, and a record of all that they carry.
pub(crate) struct Net {
    emulator: InMemory,
    authorization: String,
    seed: u64,
    table: &'static str,
    begun: Instant,
    state: Mutex<State>,
}

/// What changes while it runs.
pub(crate) struct State {
    pub(crate) record: Record,
    pub(crate) storm: Storm,
    /// The sync that each replica is in.
    pub(crate) running: Vec<Option<usize>>,
    /// How many messages each replica has sent.
    sent: Vec<u64>,
    /// How many messages and answers are on their way.
    pub(crate) in_flight: usize,
    /// The messages, by replica and number, that are not struck whatever the dice say.
    muted: BTreeSet<(usize, u64)>,
}

/// The wire of one replica.
pub(crate) struct Line {
    pub(crate) net: Arc<Net>,
    pub(crate) replica: usize,
}

/// What comes back over a wire.
enum Reply {
    Carried(Carried, Told),
    Silence,
}

impl Net {
    pub(crate) fn new(world: &World, muted: &BTreeSet<(usize, u64)>) -> Arc<Self> {
        let builder = Emulator::builder()
            .profile(world.profile)
            .echo(world.echo)
            .match_requested_names(world.reach_unfolded)
            .log(false);
        let builder = match &world.live {
            Some((table, _)) => builder.table(table),
            None => builder,
        };
        let emulator = builder.build_in_memory().expect("the table can be made");
        let authorization = format!("Bearer {}", emulator.api_key());
        let replicas = world.replicas.len();
        let net = Self {
            emulator,
            authorization,
            seed: world.seed,
            table: world.table,
            begun: Instant::now(),
            state: Mutex::new(State {
                record: Record::default(),
                storm: world.storm.clone(),
                running: vec![None; replicas],
                sent: vec![0; replicas],
                in_flight: 0,
                muted: muted.clone(),
            }),
        };
        if let Some((_, columns)) = &world.live {
            for column in columns {
                net.edit(&Edit::AddColumn(*column));
            }
        }
        let live = net.live();
        net.state().record.versions.push(Version {
            cause: Cause::Beginning,
            live,
        });
        Arc::new(net)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn api_key(&self) -> &str {
        self.emulator.api_key()
    }

    pub(crate) fn project_id(&self) -> &str {
        self.emulator.project_id()
    }

    /// How long it has been since the beginning.
    pub(crate) fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    /// The stored names of the tables that a service which folds would have as this one.
    pub(crate) fn tables(&self) -> Vec<String> {
        let mut tables = self.emulator.tables(self.project_id());
        tables.retain(|table| stored_name(table) == stored_name(self.table));
        tables
    }

    fn live(&self) -> Option<Live> {
        let columns = self
            .emulator
            .columns(self.project_id(), self.tables().first()?)?;
        Some(Live::read(&columns).expect("the service's own list can be read"))
    }

    /// Notes the table as it is now, if that is new.
    fn look(&self, cause: Cause) -> usize {
        let live = self.live();
        let now = self.now();
        let mut state = self.state();
        let record = &mut state.record;
        if record.versions.last().is_none_or(|last| last.live != live) {
            record.versions.push(Version { cause, live });
            let at = record.versions.len() - 1;
            record.events.push((now, Event::Changed(at)));
        }
        record.versions.len() - 1
    }

    fn request(&self, method: &str, path: &str, body: &[u8]) -> Outcome {
        let headers = [("authorization", &self.authorization)];
        self.emulator.send(method, path, headers, body)
    }

    /// A program does this that nobody here wrote.
    pub(crate) fn stranger(&self, edit: &Edit) {
        let what = format!("{edit:?}");
        let now = self.now();
        self.state()
            .record
            .events
            .push((now, Event::Stranger(what)));
        self.edit(edit);
        self.look(Cause::Stranger);
    }

    fn edit(&self, edit: &Edit) {
        let table = self.tables().first().cloned();
        let table = table.unwrap_or_else(|| self.table.to_owned());
        let path = format!(
            "/api/v1/data/projects/{}/bitable/{table}",
            self.project_id()
        );
        let column = |column: &Column| json!([column]).to_string();
        drop(match edit {
            Edit::AddColumn(added) => {
                self.request("POST", &format!("{path}/columns"), column(added).as_bytes())
            }
            Edit::DeleteColumn(name) => {
                self.request("DELETE", &format!("{path}/columns/{name}"), b"")
            }
            Edit::CreateTable => self.request("POST", &path, b""),
            Edit::DeleteTable => self.request("DELETE", &path, b""),
        });
    }

    /// After this no list is stale.
    pub(crate) fn let_lists_catch_up(&self) {
        let path = format!("/api/v1/data/projects/{}/bitable", self.project_id());
        for _ in 0..16 {
            drop(self.request("GET", &path, b""));
        }
    }

    /// Notes that a replica sends a message, and says what becomes of it.
    fn sent(&self, replica: usize, ask: Ask) -> (usize, Fate) {
        let now = self.now();
        let mut state = self.state();
        let nth = state.sent[replica];
        state.sent[replica] += 1;
        state.in_flight += 1;
        let dice = &mut Dice::of(self.seed, [MESSAGES + replica as u64, nth]);
        let mut fate = state.storm.fate(dice, &ask);
        if state.muted.contains(&(replica, nth)) {
            fate.strike = None;
        }
        let running = state.running[replica];
        let record = &mut state.record;
        match running {
            None => {
                let offence = format!("replica {replica} sent `{ask}` though it was in no sync");
                record.offences.push((Rule::AfterEnd, offence));
            }
            Some(sync) => {
                let sent = &mut record.syncs[sync].sent;
                *sent += 1;
                if *sent == MOST_MESSAGES {
                    let offence = format!("sync {sync} sends without end");
                    record.offences.push((Rule::Deadline, offence));
                }
                if *sent >= MOST_MESSAGES {
                    fate.strike = Some(Strike::silence());
                }
            }
        }
        record.messages.push(Message {
            replica,
            nth,
            sync: running.unwrap_or_default(),
            ask,
            strike: fate.strike,
            sent: now,
            version: None,
            told: None,
        });
        let message = record.messages.len() - 1;
        record.events.push((now, Event::Sent(message)));
        (message, fate)
    }

    /// The message arrives, is done or refused, and the answer goes out.
    fn arrive(
        &self,
        message: usize,
        request: &(String, String, Vec<u8>),
        ask: &Ask,
        strike: Option<Strike>,
    ) -> Reply {
        let (method, path, body) = request;
        if let Some(fault) = strike.and_then(Strike::fault) {
            self.emulator.inject(ask.operation(), fault);
        }
        let outcome = self.request(method, path, body);
        let now = self.now();
        self.state()
            .record
            .events
            .push((now, Event::Arrived(message)));
        let version = if ask.is_write() {
            self.look(Cause::Message(message))
        } else {
            self.state().record.versions.len() - 1
        };
        self.state().record.messages[message].version = Some(version);
        if strike.is_some_and(|strike| strike.kind == Kind::SilentAfter) {
            return Reply::Silence;
        }
        let (answer, cut) = match outcome {
            Outcome::Closed | Outcome::Reset => return Reply::Carried(Carried::Lost, Told::Lost),
            Outcome::Response(answer) => (answer, false),
            Outcome::Truncated(answer) => (answer, true),
        };
        let status = answer.status;
        let headers: Vec<(String, String)> = answer
            .headers
            .iter()
            .filter_map(|(name, value)| {
                Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
            })
            .collect();
        let body = answer.body.into_bytes().to_vec();
        let is_made_up = strike.is_some_and(|strike| {
            matches!(
                strike.kind,
                Kind::Busy
                    | Kind::ErrorBefore
                    | Kind::ErrorAfter
                    | Kind::Refused
                    | Kind::Exists
                    | Kind::Partly
                    | Kind::Garbage
                    | Kind::TooLong
            )
        });
        let is_true = !cut && !is_made_up;
        let list = (is_true && status == 200 && *ask == Ask::ListColumns).then(|| {
            let list: Value = serde_json::from_slice(&body).unwrap_or_default();
            Live::read(&list).expect("the service's own list can be read")
        });
        let tables = (is_true && status == 200 && *ask == Ask::ListTables).then(|| {
            let list: Value = serde_json::from_slice(&body).unwrap_or_default();
            let names = list.as_array().into_iter().flatten();
            let names = names.filter_map(|table| table["tableName"].as_str());
            names.map(str::to_owned).collect()
        });
        let retry_after = strike.and_then(|strike| strike.retry_after?.parse().ok());
        let told = Told::Answer {
            status,
            is_true,
            list,
            tables,
            retry_after,
        };
        let carried = Carried::Response {
            status,
            headers,
            body,
            is_truncated: cut,
        };
        Reply::Carried(carried, told)
    }

    /// The sender is told what came of its message.
    fn tell(&self, message: usize, told: Told) {
        let now = self.now();
        let mut state = self.state();
        state.record.messages[message].told = Some((now, told));
        state.record.events.push((now, Event::Told(message)));
    }

    fn landed(&self) {
        self.state().in_flight -= 1;
    }
}

impl Memory for Line {
    fn carry(
        &self,
        method: &str,
        url: &str,
        _: &[u8],
        body: Option<Vec<u8>>,
    ) -> Pin<Box<dyn Future<Output = Carried> + Send>> {
        let net = Arc::clone(&self.net);
        let path = url.strip_prefix("http://localhost").unwrap_or(url);
        let request = (method.to_owned(), path.to_owned(), body.unwrap_or_default());
        let ask = Ask::read(method, path, &request.2);
        let (message, fate) = net.sent(self.replica, ask.clone());
        let (answers, answer) = oneshot::channel();
        let service = Arc::clone(&net);
        // The message goes its way, whether or not its sender waits for it.
        drop(tokio::spawn(async move {
            sleep(fate.before).await;
            let reply = match fate.strike {
                Some(strike) if !strike.lets_through() => match strike.kind {
                    Kind::Unsent => Reply::Carried(Carried::NotSent, Told::Unsent),
                    Kind::SilentBefore => Reply::Silence,
                    _ => Reply::Carried(Carried::Lost, Told::Lost),
                },
                strike => {
                    let reply = service.arrive(message, &request, &ask, strike);
                    sleep(fate.after).await;
                    reply
                }
            };
            service.landed();
            // If its sender has given up, nobody hears it.
            let _ = answers.send(reply);
        }));
        Box::pin(async move {
            match answer.await {
                Ok(Reply::Carried(carried, told)) => {
                    net.tell(message, told);
                    carried
                }
                Ok(Reply::Silence) | Err(_) => pending().await,
            }
        })
    }
}
