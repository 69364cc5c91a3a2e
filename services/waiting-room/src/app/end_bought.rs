//! A visitor who has bought has no more to do in the sale.

use primitives::{EventId, HoldId};
use tokio::time::Instant;

use super::purchases::SessionHold;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{PlaceEnd, PlaceNumber, SlotState};
use crate::ports::LineUnavailable;

impl WaitingRooms {
    pub fn note_held(&self, holds: impl IntoIterator<Item = SessionHold>) {
        self.purchases.note_held(holds, Instant::now());
    }

    /// The orders of these holds are confirmed. Their sessions end in a moment.
    pub fn note_bought(&self, holds: &[HoldId]) {
        if self.has_lines() {
            self.purchases.note_bought(holds, Instant::now());
        }
    }

    /// Gives the slots of those back who have bought.
    pub(super) async fn end_bought(&self, event: EventId) -> Result<(), LineUnavailable> {
        let bought = self.purchases.take_bought(event);
        let Some(line) = self.known_line(event).filter(|_| !bought.is_empty()) else { return Ok(()) };
        let has_bought = |state: &SlotState| match state {
            SlotState::Active { session, .. } => bought.contains(session),
            SlotState::Called => false,
        };
        let slots = line.view.slots.iter().filter(|(_, slot)| has_bought(&slot.state));
        let ended: Vec<PlaceNumber> = slots.map(|(number, _)| *number).collect();
        for number in ended {
            self.store.end(event, number, PlaceEnd::Bought).await?;
        }
        Ok(())
    }
}
