//! What a place costs a visitor who has none yet.

use access::{WorkChallenge, WorkProof, WorkRefusal};
use primitives::{EventId, GuestId, VisitorId};

use super::error::EnterError;
use super::live_line::LiveLine;
use super::waiting_rooms::WaitingRooms;
use crate::domain::work::WorkTerms;
use crate::domain::{Join, JoinIndex, JoinRefusal, JoinedPlace, Network};
use crate::metrics;

/// How a visitor comes to a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineArrival {
    pub network: Network,
    /// A digest of the address, by which other services know it too.
    pub address: Option<GuestId>,
    /// Of a place that the visitor has already, or had.
    pub ticket: Option<String>,
    pub proof: Option<WorkProof>,
}

impl WaitingRooms {
    /// None: a place costs nothing, or the visitor has one.
    pub async fn price(
        &self,
        event: EventId,
        visitor: VisitorId,
        arrival: &LineArrival,
    ) -> Result<Option<WorkChallenge>, EnterError> {
        let line = self.line(event)?.ok_or(JoinRefusal::NoRoom)?;
        let asked = self.terms(event, &line, visitor, arrival);
        if asked.bits == 0 {
            return Ok(None);
        }
        let instead_of = self.index_of(&line, event, visitor).await?;
        if instead_of.is_some_and(|index| !line.has_ended(index)) {
            return Ok(None);
        }
        metrics::challenge_made();
        let challenge = self.prices.challenge(&WorkTerms { instead_of, ..asked });
        Ok(Some(WorkChallenge { challenge, bits: asked.bits }))
    }

    /// Where seats are held again and again and nothing is ordered, as reservation sees it now.
    pub fn note_churning(&self, addresses: impl IntoIterator<Item = GuestId>) {
        self.prices.note_churning(addresses);
    }

    /// None: nothing is asked for a place. A proof that is not valid costs the store nothing.
    pub(super) async fn join_for_work(
        &self,
        event: EventId,
        line: &LiveLine,
        visitor: VisitorId,
        arrival: &LineArrival,
    ) -> Result<Option<JoinIndex>, EnterError> {
        let asked = self.terms(event, line, visitor, arrival);
        if asked.bits == 0 {
            return Ok(None);
        }
        let joined = match &arrival.proof {
            Some(proof) => self.join_with(&asked, line, proof).await,
            None => self.place_that_is_paid(event, line, visitor).await,
        };
        metrics::work_shown(outcome(&joined));
        match joined? {
            JoinedPlace { index, is_new: true } => {
                self.prices.note_join(arrival.network, asked.asked_at);
                Ok(Some(index))
            }
            JoinedPlace { index, is_new: false } => Ok(Some(index)),
        }
    }

    /// The store decides whether work is paid with twice, in the step that gives the place: it gives one instead of the place that the challenge
    /// names, and that is the visitor's last one no more as soon as there is another. So nothing is remembered of challenges that were used.
    async fn join_with(
        &self,
        asked: &WorkTerms,
        line: &LiveLine,
        proof: &WorkProof,
    ) -> Result<JoinedPlace, EnterError> {
        let terms = self.prices.paid(asked, proof)?;
        let join = Join { visitor: terms.visitor, instead_of: terms.instead_of };
        let joined = self.join(terms.event, join).await?;
        if !joined.is_new && line.has_ended(joined.index) {
            return Err(WorkRefusal::Used.into());
        }
        Ok(joined)
    }

    /// A visitor who has a place has paid for it.
    async fn place_that_is_paid(
        &self,
        event: EventId,
        line: &LiveLine,
        visitor: VisitorId,
    ) -> Result<JoinedPlace, EnterError> {
        let index = self.index_of(line, event, visitor).await?.filter(|index| !line.has_ended(*index));
        Ok(JoinedPlace { index: index.ok_or(WorkRefusal::Missing)?, is_new: false })
    }

    /// What is asked of the visitor now. One without a place so far.
    fn terms(&self, event: EventId, line: &LiveLine, visitor: VisitorId, arrival: &LineArrival) -> WorkTerms {
        let (room, asked_at) = (line.room(), self.clock.now());
        let bits = self.prices.bits(room, arrival.network, arrival.address, asked_at);
        WorkTerms { event, epoch: room.epoch, visitor, instead_of: None, bits, asked_at }
    }
}

/// As a label of metrics.
fn outcome(joined: &Result<JoinedPlace, EnterError>) -> &'static str {
    match joined {
        Ok(JoinedPlace { is_new: true, .. }) => "paid",
        Ok(JoinedPlace { is_new: false, .. }) => "had_a_place",
        Err(EnterError::Work(WorkRefusal::Missing)) => "missing",
        Err(EnterError::Work(WorkRefusal::Forged)) => "forged",
        Err(EnterError::Work(WorkRefusal::Foreign)) => "foreign",
        Err(EnterError::Work(WorkRefusal::Expired)) => "expired",
        Err(EnterError::Work(WorkRefusal::TooEasy)) => "too_easy",
        Err(EnterError::Work(WorkRefusal::Unsolved)) => "unsolved",
        Err(EnterError::Work(WorkRefusal::Used)) => "used",
        Err(EnterError::Refused(_) | EnterError::Busy | EnterError::Unavailable(_)) => "not_joined",
    }
}
