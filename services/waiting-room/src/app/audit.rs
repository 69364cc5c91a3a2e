//! Whether the promises about a line are kept, as far as this service can say.

use primitives::{EventId, Timestamp, VisitorId};

use super::waiting_rooms::WaitingRooms;
use crate::domain::promises::{LineFlaw, LinePromise, of_admissions, of_draw};
use crate::domain::{AdmissionEntry, AdmissionStep, JoinIndex, LineView, Phase, Room, SESSION_LASTS};
use crate::ports::{LineUnavailable, ViewAnswer, ViewUpdate};

/// What visitors see is compared with a store that changes meanwhile: so often at most.
const VIEW_READS: u32 = 5;

/// Of one line: how much was judged by each promise, and what was wrong.
#[derive(Debug, Clone, Default)]
pub struct LineAudit {
    pub checked: Vec<(LinePromise, usize)>,
    pub flaws: Vec<LineFlaw>,
    /// Since when no one got in without a record. None: none is, or holds need no pass.
    pub recorded_since: Option<Timestamp>,
    /// Who might hold seats, and from when to when.
    pub admissions: Vec<(VisitorId, Timestamp, Timestamp)>,
}

impl WaitingRooms {
    /// Of the next event with a line.
    pub async fn audit_behind(
        &self,
        after: Option<EventId>,
    ) -> Result<Option<(EventId, LineAudit)>, LineUnavailable> {
        let mut rooms = self.store.rooms().await?.into_iter();
        let Some(event) = rooms.find(|event| after.is_none_or(|after| *event > after)) else {
            return Ok(None);
        };
        let mut audit = LineAudit::default();
        let entries = self.store.admissions(event).await?;
        if let ViewAnswer::Changed(update) = self.store.view(event, None).await? {
            audit.judge(&update.room, &entries);
            self.judge_draw(event, &update.room, &mut audit);
            self.judge_view(event, *update, &mut audit).await?;
        }
        Ok(Some((event, audit)))
    }

    fn judge_draw(&self, event: EventId, room: &Room, audit: &mut LineAudit) {
        let line = self.known_line(event).filter(|line| line.room().epoch == room.epoch);
        let line = line.filter(|line| line.missing_draw().is_none());
        let number_of = |index: JoinIndex| line.as_ref()?.number_of(index);
        let drawn = room.draw.as_ref().is_some_and(|draw| draw.seed.is_some());
        audit.checked.push((LinePromise::DrawIsFair, usize::from(drawn)));
        audit.flaws.extend(of_draw(room, number_of));
    }

    /// The line as this instance shows it, at the version at which the store was read.
    async fn judge_view(
        &self,
        event: EventId,
        mut stored: ViewUpdate,
        audit: &mut LineAudit,
    ) -> Result<(), LineUnavailable> {
        for _ in 0..VIEW_READS {
            let Some(line) = self.known_line(event) else { return Ok(()) };
            let known = line.cursor();
            let is_same_line =
                (known.epoch, known.restored_at) == (stored.room.epoch, stored.room.restored_at);
            if is_same_line && known.version == stored.version {
                audit.checked.push((LinePromise::LineIsTrue, 1));
                if !is_shown(&line.view, stored) {
                    let what = format!("what visitors see differs from the line store at {}", known.version);
                    audit.flaws.push(LineFlaw::of(LinePromise::LineIsTrue, what));
                }
                return Ok(());
            }
            self.refresh(event).await?;
            let ViewAnswer::Changed(update) = self.store.view(event, None).await? else { return Ok(()) };
            stored = *update;
        }
        Ok(())
    }
}

impl LineAudit {
    fn judge(&mut self, room: &Room, entries: &[AdmissionEntry]) {
        let claims = entries.iter().filter_map(|entry| match entry.step {
            AdmissionStep::Claimed { by } => Some((by, entry.at, entry.at.plus(SESSION_LASTS))),
            AdmissionStep::Called { .. } | AdmissionStep::Ended => None,
        });
        self.admissions = claims.collect();
        let is_call = |entry: &&AdmissionEntry| matches!(entry.step, AdmissionStep::Called { .. });
        let (calls, claims) = (entries.iter().filter(is_call).count(), self.admissions.len());
        self.checked.extend([
            (LinePromise::CalledInOrder, calls),
            (LinePromise::CapIsKept, calls),
            (LinePromise::OneAdmissionAVisitor, claims),
            (LinePromise::AdmissionsEnd, calls),
        ]);
        self.flaws = of_admissions(room, entries);
        if room.phase != Phase::Closed {
            // What a store has lost, and who got in without a pass, is not in the record.
            let restored = room.restored_at.map(|restored_at| restored_at.plus(SESSION_LASTS));
            let let_in = room.fail_open.map(|open| open.until);
            self.recorded_since = entries.first().map(|first| first.at).max(restored).max(let_in);
        }
    }
}

fn is_shown(shown: &LineView, stored: ViewUpdate) -> bool {
    let mut expected = LineView::of(stored.room.durable());
    expected.slots = stored.slots.into_iter().collect();
    expected.returned = stored.returned.into_iter().collect();
    stored.gone.iter().for_each(|number| expected.gone.insert(number.0));
    LineView { room: shown.room.durable(), ..shown.clone() } == expected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PlaceNumber, RoomRules, Slot};

    fn stored() -> ViewUpdate {
        let now = Timestamp::from_micros(1);
        let mut room = Room::open_at_once(RoomRules::default(), now);
        (room.issued, room.serving) = (9, 4);
        ViewUpdate {
            room,
            version: 7,
            slots: vec![(PlaceNumber(4), Slot::called(now))],
            returned: vec![PlaceNumber(2)],
            gone: vec![PlaceNumber(3), PlaceNumber(1)],
        }
    }

    #[test]
    fn a_line_that_is_shown_otherwise_than_it_is_stored_is_found() {
        let mut shown = LineView::of(stored().room);
        shown.slots.extend(stored().slots);
        shown.returned.extend(stored().returned);
        [1, 3].into_iter().for_each(|number| shown.gone.insert(number));
        // What has been earned since is of no interest to visitors.
        shown.room.credit = 5;
        assert!(is_shown(&shown, stored()));

        let mut others = vec![shown; 4];
        others[0].room.serving = 3;
        others[1].slots.clear();
        others[2].returned.insert(PlaceNumber(5));
        others[3].gone.insert(5);
        assert!(others.iter().all(|other| !is_shown(other, stored())));
    }
}
