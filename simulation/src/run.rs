//! Runs a world from its storm to the calm after it.

use std::collections::BTreeSet;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use peaka_runtime::Client;
use tokio::runtime::Builder;
use tokio::time::{sleep, timeout};

use crate::net::{BASE_URL, Line, Net};
use crate::record::{Event, Phase, Record, Sync};
use crate::storm::{LONGEST_ANSWER, Storm};
use crate::world::{Replica, World};

/// Runs a world, on the calling thread and without a clock: the same world gives the same record.
pub(crate) fn run(world: &World, muted: &BTreeSet<(usize, u64)>) -> Record {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime without a socket can be built");
    runtime.block_on(async {
        let net = Net::new(world, muted);
        let clients = world.replicas.iter().enumerate();
        let clients: Vec<_> = clients
            .map(|(nth, replica)| client(&net, nth, replica))
            .collect();

        // All in one task, so that nothing but the time decides who is next.
        let replicas = clients.iter().enumerate().map(async |(nth, client)| {
            if world.replicas[nth].is_absent {
                return;
            }
            sleep(world.replicas[nth].start).await;
            sync(&net, world, nth, client, Phase::Storm).await;
        });
        let strangers = async {
            for (at, edit) in &world.strangers {
                sleep(at.saturating_sub(net.now())).await;
                net.stranger(edit);
            }
        };
        join(join_all(replicas), strangers).await;

        // What is still on its way arrives, and lists show what is there.
        while net.state().in_flight > 0 {
            sleep(Duration::from_secs(1)).await;
        }
        net.let_lists_catch_up();
        net.state().storm = Storm::over();
        for (nth, client) in clients.iter().enumerate() {
            if world.replicas[nth].is_absent || !world.has_calm {
                continue;
            }
            for phase in [Phase::Calm, Phase::Again] {
                sync(&net, world, nth, client, phase).await;
            }
        }
        let twin_tables = net.tables();
        let mut record = std::mem::take(&mut net.state().record);
        record.twin_tables = twin_tables;
        record
    })
}

fn client(net: &Arc<Net>, nth: usize, replica: &Replica) -> Client {
    let line = Line {
        net: Arc::clone(net),
        replica: nth,
    };
    Client::builder()
        .base_url(BASE_URL)
        .api_key(net.api_key())
        .project_id(net.project_id())
        .timeout(replica.request_timeout)
        .max_response_bytes(LONGEST_ANSWER)
        .__memory(Arc::new(line), replica.seed)
        .build()
        .expect("the client is set up")
}

async fn sync(net: &Arc<Net>, world: &World, nth: usize, client: &Client, phase: Phase) {
    let declaration = &world.replicas[nth].declaration;
    let id = {
        let begun = net.now();
        let mut state = net.state();
        let record = &mut state.record;
        record.syncs.push(Sync {
            replica: nth,
            phase,
            sent: 0,
            begun,
            ended: None,
            version: record.versions.len() - 1,
        });
        let id = record.syncs.len() - 1;
        record.events.push((begun, Event::Begun(id)));
        state.running[nth] = Some(id);
        id
    };
    let sync = declaration.sync(client, world.table).into_future();
    // One that never ends would be a schedule that never ends.
    let outcome = timeout(declaration.timeout * 2 + Duration::from_secs(60), sync).await;
    let ended = net.now();
    let mut state = net.state();
    state.running[nth] = None;
    state.record.syncs[id].ended = outcome.ok().map(|outcome| (ended, outcome));
    state.record.events.push((ended, Event::Ended(id)));
}
