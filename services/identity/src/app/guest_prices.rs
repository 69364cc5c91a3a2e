//! What sessions of guests cost at this instance, and whether one is paid.

use access::{WorkPrice, WorkProof, WorkRefusal};
use primitives::{GuestId, MinuteCounts, Timestamp};
use uuid::Uuid;

use super::guest_challenges::GuestChallenges;
use crate::domain::{GuestLoad, GuestPrice, GuestTerms};

pub(super) struct GuestPrices {
    /// None: they cost nothing.
    price: Option<GuestPrice>,
    challenges: GuestChallenges,
    begun: MinuteCounts<GuestId>,
}

impl GuestPrices {
    /// `secret`: behind the challenges.
    pub(super) fn new(price: Option<GuestPrice>, secret: &[u8]) -> Self {
        Self { price, challenges: GuestChallenges::new(secret), begun: MinuteCounts::default() }
    }

    pub(super) fn asked(&self, address: GuestId, now: Timestamp) -> WorkPrice {
        let load = || GuestLoad { begun: self.begun.total(now), begun_here: self.begun.of(&address, now) };
        WorkPrice { bits: self.price.map_or(0, |price| price.bits(load())), asked_at: now }
    }

    pub(super) fn challenge(&self, terms: &GuestTerms) -> String {
        self.challenges.sign(terms)
    }

    /// The id of the session that was paid for, if the work is worth what is asked now.
    pub(super) fn paid(
        &self,
        address: GuestId,
        asked: WorkPrice,
        proof: Option<&WorkProof>,
    ) -> Result<Uuid, WorkRefusal> {
        let proof = proof.ok_or(WorkRefusal::Missing)?;
        let terms = self.challenges.read(&proof.challenge).ok_or(WorkRefusal::Forged)?;
        terms.check(address, asked, proof)?;
        Ok(terms.session)
    }

    pub(super) fn note_begun(&self, address: GuestId, now: Timestamp) {
        self.begun.note(address, now);
    }
}
