//! Runs a scenario: concurrent syncs with faults, then two syncs of each program without faults.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use peaka_runtime::Client;
use tokio::runtime::Builder;
use tokio::time::{sleep, timeout};

use super::connection::Connection;
use super::network::{BASE_URL, Network};
use super::record::{Event, Phase, Record, Sync};
use crate::scenario::{FaultPlan, MAX_RESPONSE_BYTES, Replica, Scenario};

/// Runs a scenario on the calling thread in virtual time. The same scenario gives the same record. The requests
/// in `suppressed`, by replica and number, get no fault.
pub(crate) fn run(scenario: &Scenario, suppressed: &BTreeSet<(usize, u64)>) -> Record {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime without IO can be built");
    runtime.block_on(async {
        let network = Network::new(scenario, suppressed);
        let clients = scenario.replicas.iter().enumerate();
        let clients: Vec<_> = clients
            .map(|(nth, replica)| client(&network, nth, replica))
            .collect();

        // All syncs run in one task, so that their order depends on virtual time alone.
        let replicas = clients.iter().enumerate().map(async |(nth, client)| {
            if scenario.replicas[nth].is_disabled {
                return;
            }
            let replica = &scenario.replicas[nth];
            sleep(replica.start).await;
            let Some((after, pause)) = replica.kill else {
                sync(&network, scenario, nth, client, Phase::WithFaults).await;
                return;
            };
            let first = sync(&network, scenario, nth, client, Phase::WithFaults);
            if timeout(after, first).await.is_err() {
                record_kill(&network, nth);
                sleep(pause).await;
                sync(&network, scenario, nth, client, Phase::WithFaults).await;
            }
        });
        let external_edits = async {
            for (at, edit) in &scenario.external_edits {
                sleep(at.saturating_sub(network.now())).await;
                network.apply_external_edit(edit);
            }
        };
        join(join_all(replicas), external_edits).await;

        // Requests in flight arrive, and stale lists end.
        while network.state().in_flight > 0 {
            sleep(Duration::from_secs(1)).await;
        }
        network.end_stale_lists();
        network.state().faults = FaultPlan::none();
        for (nth, client) in clients.iter().enumerate() {
            if scenario.replicas[nth].is_disabled || !scenario.has_recovery {
                continue;
            }
            for phase in [Phase::Recovery, Phase::SecondRun] {
                sync(&network, scenario, nth, client, phase).await;
            }
        }
        let duplicate_tables = network.tables();
        let mut record = std::mem::take(&mut network.state().record);
        record.duplicate_tables = duplicate_tables;
        record
    })
}

fn client(network: &Arc<Network>, nth: usize, replica: &Replica) -> Client {
    let connection = Connection {
        network: Arc::clone(network),
        replica: nth,
    };
    Client::builder()
        .base_url(BASE_URL)
        .api_key(network.api_key())
        .project_id(network.project_id())
        .timeout(replica.request_timeout)
        .max_response_bytes(MAX_RESPONSE_BYTES)
        .__memory(Arc::new(connection), replica.seed)
        .build()
        .expect("the client is built")
}

async fn sync(
    network: &Arc<Network>,
    scenario: &Scenario,
    nth: usize,
    client: &Client,
    phase: Phase,
) {
    let replica = &scenario.replicas[nth];
    let declaration = &replica.declaration;
    let limit = match replica.plan_delay {
        Some(delay) => declaration.timeout * 2 + delay,
        None => declaration.timeout,
    };
    let id = {
        let started = network.now();
        let mut state = network.state();
        let record = &mut state.record;
        record.syncs.push(Sync {
            replica: nth,
            phase,
            sent: 0,
            started,
            limit,
            planning_requests: 0,
            is_killed: false,
            finished: None,
            version: record.versions.len() - 1,
        });
        let id = record.syncs.len() - 1;
        record.events.push((started, Event::Started(id)));
        state.running[nth] = Some(id);
        id
    };
    let sync = async {
        let sync = declaration.sync(client, scenario.table);
        let Some(delay) = replica.plan_delay else {
            return sync.await;
        };
        let plan = sync.plan().await;
        {
            let sync = &mut network.state().record.syncs[id];
            sync.planning_requests = sync.sent;
        }
        let plan = plan?;
        sleep(delay).await;
        plan.apply(client).await
    };
    // A sync that hangs must not make the simulation hang.
    let outcome = timeout(limit * 2 + Duration::from_secs(60), sync).await;
    let finished = network.now();
    let mut state = network.state();
    state.running[nth] = None;
    state.record.syncs[id].finished = outcome.ok().map(|outcome| (finished, outcome));
    state.record.events.push((finished, Event::Finished(id)));
}

/// Records that a program was killed during its sync.
fn record_kill(network: &Network, nth: usize) {
    let now = network.now();
    let mut state = network.state();
    if let Some(id) = state.running[nth].take() {
        state.record.syncs[id].is_killed = true;
        state.record.events.push((now, Event::Finished(id)));
    }
}
