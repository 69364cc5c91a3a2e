//! What operators, and the time, change of a room: decided by the domain, written where no one has changed it meanwhile.

use primitives::{EventId, Timestamp};

use super::store::RedisLines;
use crate::adapters::{control_record, room_record};
use crate::domain::{ChangedBy, ControlRecord, Room, RoomChange};
use crate::ports::{LineUnavailable, RoomError};

/// How often a room is read again because another operator has changed it.
const ATTEMPTS_MAX: u32 = 8;

#[derive(Debug, thiserror::Error)]
#[error("the room was changed each time before the change could be written")]
struct TooManyChanges;

/// A room as it was read.
struct ReadRoom {
    /// By the clock of Redis.
    now: Timestamp,
    room: Option<Room>,
    /// Nothing where there is no room.
    revision: String,
}

impl RedisLines {
    pub(super) async fn change_room(
        &self,
        event: EventId,
        change: &RoomChange,
        by: &ChangedBy,
    ) -> Result<Room, RoomError> {
        let is_new = matches!(change, RoomChange::Open { .. });
        if is_new {
            // Before the room: one that is not in the set would never be called.
            self.register(event).await?;
        }
        for _ in 0..ATTEMPTS_MAX {
            let read = self.read_room(event).await?;
            let next = change.apply_by(by, read.room.as_ref(), read.now)?;
            let record = ControlRecord::of(change, by, (read.room.as_ref(), &next), read.now);
            let record = record.as_ref().map(control_record::write).transpose();
            let known = read.room.as_ref().filter(|_| !is_new).map(room_record::fields);
            let record = record.map_err(LineUnavailable::new)?.unwrap_or_default();
            let mut args = vec![read.revision, if is_new { "1" } else { "0" }.to_owned(), record];
            for (at, (name, value)) in room_record::fields(&next).into_iter().enumerate() {
                let is_known =
                    known.as_ref().and_then(|known| known.get(at)).is_some_and(|(_, old)| *old == value);
                if !is_known {
                    args.extend([name.to_owned(), value]);
                }
            }
            args.push("end".to_owned());
            let answer = self.run(&self.scripts.change, event, args).await?;
            match answer.word.as_str() {
                "DONE" => return Ok(next),
                "OUTDATED" => {}
                _ => return Err(answer.unexpected().into()),
            }
        }
        Err(LineUnavailable::new(TooManyChanges).into())
    }

    async fn read_room(&self, event: EventId) -> Result<ReadRoom, LineUnavailable> {
        let mut answer = self.run(&self.scripts.room, event, Vec::new()).await?;
        let now = answer.time()?;
        if answer.word == "NO_ROOM" {
            return Ok(ReadRoom { now, room: None, revision: String::new() });
        }
        let fields = answer.fields()?;
        let revision = fields.get("revision").cloned().unwrap_or_default();
        let room = room_record::read(&fields).ok_or_else(|| answer.unexpected())?;
        Ok(ReadRoom { now, room: Some(room), revision })
    }
}
