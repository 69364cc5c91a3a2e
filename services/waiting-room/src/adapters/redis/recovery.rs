//! Puts a line together again: in several calls, each of which may be repeated, with the room in the middle, so that it is there as soon as all
//! that a call could break is.

use primitives::{EventId, VisitorId};

use super::store::RedisLines;
use crate::adapters::room_record;
use crate::domain::{JoinIndex, KnownLine, Slot, SlotState};
use crate::ports::LineUnavailable;

/// Numbers in one call.
const NUMBERS_MAX: usize = 5_000;

impl RedisLines {
    /// Numbers that are gone come first: a slot must not be given to one of them.
    pub(super) async fn restore_line(
        &self,
        event: EventId,
        known: &KnownLine,
    ) -> Result<(), LineUnavailable> {
        self.register(event).await?;
        let view = &known.view;
        let gone: Vec<String> = view.gone.iter().map(|number| number.to_string()).collect();
        self.regain(event, known, "gone", &gone).await?;
        let room = &view.room;
        let mut args = vec![
            room.epoch.to_string(),
            known.version.to_string(),
            room.issued.to_string(),
            room.serving.to_string(),
            known.joined_since_max.to_string(),
            view.slots.len().to_string(),
        ];
        for (number, slot) in &view.slots {
            args.extend([number.0.to_string(), slot_text(slot)]);
        }
        args.extend(room_record::fields(room).into_iter().flat_map(|(name, value)| [name.to_owned(), value]));
        args.push("end".to_owned());
        self.run(&self.scripts.restore, event, args).await?.done()?;
        let returned: Vec<String> = view.returned.iter().map(|number| number.0.to_string()).collect();
        self.regain(event, known, "returned", &returned).await
    }

    async fn regain(
        &self,
        event: EventId,
        known: &KnownLine,
        what: &str,
        numbers: &[String],
    ) -> Result<(), LineUnavailable> {
        for some in numbers.chunks(NUMBERS_MAX) {
            let mut args = vec![known.view.room.epoch.to_string(), what.to_owned(), some.len().to_string()];
            args.extend_from_slice(some);
            self.run(&self.scripts.regain, event, args).await?.done()?;
        }
        Ok(())
    }

    pub(super) async fn recall_places(
        &self,
        event: EventId,
        tickets: &[(VisitorId, JoinIndex)],
    ) -> Result<(), LineUnavailable> {
        for some in tickets.chunks(NUMBERS_MAX) {
            let mut args = vec![some.len().to_string()];
            args.extend(some.iter().flat_map(|(visitor, index)| [visitor.to_string(), index.0.to_string()]));
            self.run(&self.scripts.recall, event, args).await?.done()?;
        }
        Ok(())
    }
}

/// As `rules.lua` writes it.
fn slot_text(slot: &Slot) -> String {
    let until = slot.until.as_micros();
    match slot.state {
        SlotState::Called => until.to_string(),
        SlotState::Active { session, end } => format!("{until} {session} {}", end.as_micros()),
    }
}
