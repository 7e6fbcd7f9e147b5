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
use super::simulate::Simulate;
use crate::scenario::{FaultPlan, MAX_RESPONSE_BYTES, Program, Scenario};

/// Runs a scenario on the calling thread in virtual time. The same scenario gives the same record.
///
/// `suppressed` holds the program and the number of each request that gets no fault.
pub(crate) fn run<S: Simulate>(
    scenario: &Scenario<S>,
    suppressed: &BTreeSet<(usize, u64)>,
) -> Record<S> {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime without IO can be built");
    runtime.block_on(async {
        let network = Network::new(scenario, suppressed);
        let clients = scenario.programs.iter().enumerate();
        let clients: Vec<_> = clients
            .map(|(index, program)| build_client(&network, index, program))
            .collect();

        // All syncs run in one task, so that their order depends only on virtual time.
        let programs = clients.iter().enumerate().map(async |(index, client)| {
            if scenario.programs[index].is_disabled {
                return;
            }
            let program = &scenario.programs[index];
            sleep(program.start).await;
            let Some(kill) = program.kill else {
                run_sync(&network, scenario, index, client, Phase::WithFaults).await;
                return;
            };
            let first = run_sync(&network, scenario, index, client, Phase::WithFaults);
            if timeout(kill.after, first).await.is_err() {
                record_kill(&network, index);
                sleep(kill.pause).await;
                run_sync(&network, scenario, index, client, Phase::WithFaults).await;
            }
        });
        let external_edits = async {
            for (time, edit) in &scenario.external_edits {
                sleep(time.saturating_sub(network.now())).await;
                network.apply_external_edit(edit);
            }
        };
        join(join_all(programs), external_edits).await;

        // The recovery starts from a settled service: no request is in flight, and no list is stale.
        while network.state().in_flight > 0 {
            sleep(Duration::from_secs(1)).await;
        }
        network.end_stale_lists();
        network.state().faults = FaultPlan::none();
        for (index, client) in clients.iter().enumerate() {
            if scenario.programs[index].is_disabled || !scenario.has_recovery {
                continue;
            }
            for phase in [Phase::Recovery, Phase::SecondSync] {
                run_sync(&network, scenario, index, client, phase).await;
            }
        }
        let mut record = std::mem::take(&mut network.state().record);
        record.end = Some(scenario.subject.end(network.service()));
        record
    })
}

fn build_client<S: Simulate>(
    network: &Arc<Network<S>>,
    index: usize,
    program: &Program<S>,
) -> Client {
    let connection = Connection {
        network: Arc::clone(network),
        program: index,
    };
    Client::builder()
        .base_url(BASE_URL)
        .api_key(network.service().emulator().api_key())
        .project_id(network.service().project_id())
        .timeout(program.request_timeout)
        .max_response_bytes(MAX_RESPONSE_BYTES)
        .__memory(Arc::new(connection), program.seed)
        .build()
        .expect("the options of the client are valid")
}

/// Runs one sync of a program and records its outcome.
async fn run_sync<S: Simulate>(
    network: &Arc<Network<S>>,
    scenario: &Scenario<S>,
    index: usize,
    client: &Client,
    phase: Phase,
) {
    let program = &scenario.programs[index];
    let declaration = &program.declaration;
    let timeout_of_sync = S::timeout(declaration);
    let limit = match program.plan_delay {
        Some(delay) => timeout_of_sync * 2 + delay,
        None => timeout_of_sync,
    };
    let id = {
        let started = network.now();
        let mut state = network.state();
        let record = &mut state.record;
        record.syncs.push(Sync {
            program: index,
            phase,
            sent: 0,
            started,
            limit,
            planning_requests: 0,
            is_killed: false,
            finished: None,
            initial_version: record.versions.len() - 1,
        });
        let id = record.syncs.len() - 1;
        record.events.push((started, Event::Started(id)));
        state.running[index] = Some(id);
        id
    };
    let planned = || {
        let sync = &mut network.state().record.syncs[id];
        sync.planning_requests = sync.sent;
    };
    let subject = &scenario.subject;
    let sync = subject.sync(declaration, client, program.plan_delay, planned);
    // Ends the run if the sync exceeds its deadline, which violates a rule.
    let outcome = timeout(limit * 2 + Duration::from_secs(60), sync).await;
    let finished = network.now();
    let mut state = network.state();
    state.running[index] = None;
    state.record.syncs[id].finished = outcome.ok().map(|outcome| (finished, outcome));
    state.record.events.push((finished, Event::Finished(id)));
}

/// Records that a program was killed during its sync.
fn record_kill<S: Simulate>(network: &Network<S>, index: usize) {
    let now = network.now();
    let mut state = network.state();
    if let Some(id) = state.running[index].take() {
        state.record.syncs[id].is_killed = true;
        state.record.events.push((now, Event::Finished(id)));
    }
}
