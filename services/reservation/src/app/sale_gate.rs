//! The gate in front of a sale that has a waiting room: a hold needs a pass. Passes are verified here; the waiting room is only asked, from time
//! to time, which sales need one.

use std::collections::HashSet;
use std::sync::Arc;

use access::SalePasses;
use contracts::api::{CallError, WaitingRoomApi};
use parking_lot::RwLock;
use primitives::{Clock, EventId, VisitorId};

use crate::metrics;

/// A hold without a valid pass, where one is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sale of this event needs a pass of its waiting room")]
pub struct PassNeeded;

/// The passes that a caller presents, and who that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PresentedPasses {
    pub visitor: Option<VisitorId>,
    pub tokens: Vec<String>,
}

pub struct SaleGate {
    rooms: Arc<dyn WaitingRoomApi>,
    passes: SalePasses,
    clock: Arc<dyn Clock>,
    /// As the waiting room has answered last. Until it has answered once, no sale needs a pass.
    guarded: RwLock<HashSet<EventId>>,
}

impl SaleGate {
    /// `secret`: behind the passes.
    #[must_use]
    pub fn new(rooms: Arc<dyn WaitingRoomApi>, clock: Arc<dyn Clock>, secret: &[u8]) -> Self {
        Self { rooms, passes: SalePasses::new(secret), clock, guarded: RwLock::default() }
    }

    pub fn check(&self, event: EventId, presented: &PresentedPasses) -> Result<(), PassNeeded> {
        if !self.guarded.read().contains(&event) {
            return Ok(());
        }
        let now = self.clock.now();
        let verified = presented.tokens.iter().filter_map(|token| self.passes.verify(event, token, now).ok());
        let is_theirs = verified.into_iter().any(|pass| Some(pass.visitor) == presented.visitor);
        metrics::pass_checked(is_theirs);
        if is_theirs { Ok(()) } else { Err(PassNeeded) }
    }

    /// While the waiting room does not answer, the sales that needed a pass go on needing one.
    pub async fn refresh(&self) -> Result<(), CallError> {
        let events = self.rooms.guarded().await?.event_ids;
        let events = events.into_iter().filter_map(|event| EventId::new(event).ok()).collect();
        *self.guarded.write() = events;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use access::SalePass;
    use async_trait::async_trait;
    use contracts::api::waiting_room::GuardedBody;
    use primitives::FakeClock;
    use uuid::Uuid;

    use super::*;

    const SECRET: &[u8] = b"a secret of thirty-two bytes, or so";
    const MINA: VisitorId = VisitorId(1);

    /// Event 4 has a room.
    struct OneRoom;

    #[async_trait]
    impl WaitingRoomApi for OneRoom {
        async fn guarded(&self) -> Result<GuardedBody, CallError> {
            Ok(GuardedBody { event_ids: vec![4] })
        }
    }

    fn event(number: i64) -> EventId {
        EventId::new(number).unwrap()
    }

    #[tokio::test]
    async fn a_guarded_sale_admits_those_with_a_pass_of_their_own() {
        let clock = Arc::new(FakeClock::default());
        let gate = SaleGate::new(Arc::new(OneRoom), clock.clone(), SECRET);
        let nothing = PresentedPasses::default();
        assert_eq!(gate.check(event(4), &nothing), Ok(()), "no room is known yet");
        gate.refresh().await.unwrap();
        assert_eq!(gate.check(event(4), &nothing), Err(PassNeeded));
        assert_eq!(gate.check(event(5), &nothing), Ok(()), "it has no room");

        let pass = SalePass {
            event: event(4),
            visitor: MINA,
            session: Uuid::from_u128(1),
            issued_at: clock.now(),
            expires_at: clock.now().plus(Duration::from_secs(600)),
        };
        let issue = |pass: &SalePass| SalePasses::new(SECRET).issue(pass).unwrap();
        let present = |token: String, visitor| PresentedPasses { visitor, tokens: vec![token] };
        assert_eq!(gate.check(event(4), &present(issue(&pass), Some(MINA))), Ok(()));
        for (token, visitor) in [
            (issue(&pass), Some(VisitorId(2))),
            (issue(&pass), None),
            (issue(&SalePass { event: event(5), ..pass }), Some(MINA)),
            (SalePasses::new(b"another").issue(&pass).unwrap(), Some(MINA)),
        ] {
            assert_eq!(gate.check(event(4), &present(token, visitor)), Err(PassNeeded));
        }
        clock.advance(Duration::from_secs(600));
        assert_eq!(gate.check(event(4), &present(issue(&pass), Some(MINA))), Err(PassNeeded), "it is over");
    }
}
