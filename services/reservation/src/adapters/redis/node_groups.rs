//! Plain commands about many events at once: those of one node share pipelines, and a node that does not answer stands in no other's way.

use std::collections::HashMap;
use std::sync::Arc;

use futures::future::{join_all, select_ok};
use redis::{Cmd, Value};

use super::codec::{KeyScope, Keys};
use super::script_runner::ScriptRunner;
use crate::ports::Unavailable;

/// How many commands share a pipeline at most.
const SCOPES_PER_PIPELINE: usize = 256;

/// What one pipeline was about.
pub(super) struct Group {
    pub(super) scopes: Vec<KeyScope>,
    /// Those of the leading commands first, then one for each scope. With the run id of the server.
    pub(super) answers: Result<(Vec<Value>, String), Unavailable>,
}

#[derive(PartialEq, Eq, Hash)]
enum Place {
    /// By its address in memory.
    Node(usize),
    /// Whose node is not known yet.
    Slot(u16),
}

impl ScriptRunner {
    pub(super) async fn query_all(
        &self,
        scopes: impl Iterator<Item = KeyScope>,
        leading: &[Cmd],
        command: impl Fn(&Keys) -> Cmd,
    ) -> Vec<Group> {
        let mut by_place: HashMap<Place, Vec<Keys>> = HashMap::new();
        for keys in scopes.map(|scope| self.keys(scope)) {
            by_place.entry(self.place(keys.slot)).or_default().push(keys);
        }
        let chunks = by_place.values().flat_map(|keys| keys.chunks(SCOPES_PER_PIPELINE));
        let queries: Vec<_> = chunks.map(|keys| self.query(keys, leading, &command)).collect();
        join_all(queries).await
    }

    /// Whether any server answers: one that does not is no reason to take the seats of the others from buyers.
    pub(super) async fn check(&self) -> Result<(), Unavailable> {
        let mut slots: Vec<u16> = self.nodes.primaries().iter().map(|(slot, _)| *slot).collect();
        if slots.is_empty() {
            slots.push(0);
        }
        let mut ping = redis::pipe();
        ping.cmd("PING");
        select_ok(slots.into_iter().map(|slot| Box::pin(self.pipeline(slot, &ping)))).await?;
        Ok(())
    }

    fn place(&self, slot: u16) -> Place {
        self.nodes.owner(slot).map_or(Place::Slot(slot), |node| Place::Node(Arc::as_ptr(&node).addr()))
    }

    async fn query(&self, keys: &[Keys], leading: &[Cmd], command: &impl Fn(&Keys) -> Cmd) -> Group {
        let mut pipeline = redis::pipe();
        for leading in leading {
            pipeline.add_command(leading.clone());
        }
        for keys in keys {
            pipeline.add_command(command(keys));
        }
        let slot = keys.first().map_or(0, |keys| keys.slot);
        let answers = self.pipeline(slot, &pipeline).await;
        Group { scopes: keys.iter().map(|keys| keys.scope).collect(), answers }
    }
}
