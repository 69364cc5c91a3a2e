//! The trees over the closed lists, kept for their proofs.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use primitives::EventId;

use crate::domain::MerkleTree;

/// One for each event with a closed list, made when it is first needed.
#[derive(Default)]
pub(super) struct ProofTrees(Mutex<HashMap<EventId, (u64, Arc<MerkleTree>)>>);

impl ProofTrees {
    pub(super) fn known(&self, event: EventId, epoch: u64) -> Option<Arc<MerkleTree>> {
        self.0.lock().get(&event).filter(|(of, _)| *of == epoch).map(|(_, tree)| tree.clone())
    }

    pub(super) fn insert(&self, event: EventId, epoch: u64, tree: Arc<MerkleTree>) {
        self.0.lock().insert(event, (epoch, tree));
    }

    pub(super) fn remove(&self, event: EventId) {
        self.0.lock().remove(&event);
    }
}
