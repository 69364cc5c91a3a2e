//! What a place costs at this instance, and whether it is paid.

use access::{WorkProof, WorkRefusal};
use primitives::{GuestId, MinuteCounts, Timestamp};
use tokio::time::Instant;

use super::churners::Churners;
use super::work_challenges::WorkChallenges;
use crate::domain::work::{PriceFacts, WorkTerms, work_bits};
use crate::domain::{Network, Phase, Room};

pub(super) struct Prices {
    /// Where operators say nothing else of a room; zero: places cost nothing.
    base: u32,
    challenges: WorkChallenges,
    /// How many have got a place from each network of late, as far as this instance has seen.
    joins: MinuteCounts<Network>,
    churners: Churners,
}

impl Prices {
    /// `secret`: behind the challenges.
    pub(super) fn new(base: u32, secret: &[u8]) -> Self {
        let (joins, churners) = (MinuteCounts::default(), Churners::default());
        Self { base, challenges: WorkChallenges::new(secret), joins, churners }
    }

    /// Of a closed line nothing is asked, because it gives no place.
    pub(super) fn bits(
        &self,
        room: &Room,
        network: Network,
        address: Option<GuestId>,
        now: Timestamp,
    ) -> u32 {
        let base = match room.phase {
            Phase::Closed => 0,
            Phase::Registering | Phase::Open | Phase::Paused => room.rules.work_bits.unwrap_or(self.base),
        };
        if base == 0 {
            return 0;
        }
        let churns = address.is_some_and(|address| self.churners.have(address, Instant::now()));
        work_bits(PriceFacts { base, joins: self.joins.of(&network, now), churns })
    }

    pub(super) fn challenge(&self, terms: &WorkTerms) -> String {
        self.challenges.sign(terms)
    }

    /// What was paid for, if that is worth what is asked now.
    pub(super) fn paid(&self, asked: &WorkTerms, proof: &WorkProof) -> Result<WorkTerms, WorkRefusal> {
        let terms = self.challenges.read(&proof.challenge).ok_or(WorkRefusal::Forged)?;
        terms.check(asked, proof)?;
        Ok(terms)
    }

    pub(super) fn note_churning(&self, addresses: impl IntoIterator<Item = GuestId>) {
        self.churners.note(addresses, Instant::now());
    }

    pub(super) fn note_join(&self, network: Network, now: Timestamp) {
        self.joins.note(network, now);
    }
}
