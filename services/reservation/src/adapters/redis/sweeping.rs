//! What runs out, what is forgotten, and what is shown.

use std::time::Duration;

use primitives::{EventId, SeatId};

use super::answer::Answer;
use super::asking::{Asking, Request, micros};
use super::connection::Fault;
use super::script::{DUE, EXPIRE, FORGET, INSTALL, SNAPSHOT};
use crate::domain::Status;
use crate::ports::{EventMeta, InstallError, Snapshot, SnapshotError, Swept, Unavailable};

impl Asking {
    pub(super) async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        let args = vec![meta.seat_count.to_string(), meta.on_sale_at.as_micros().to_string()];
        let mut answer = self.ask(&INSTALL, meta.event, Request { args, ..Request::default() }).await?;
        match answer.word.as_str() {
            "INSTALLED" => Ok(answer.parse().map_err(Unavailable::from)?),
            "OTHER" => {
                let installed = answer.parse().map_err(Unavailable::from)?;
                Err(InstallError::OtherSeatCount { installed })
            }
            _ => Err(Unavailable::from(answer.unexpected()).into()),
        }
    }

    /// Event by event; one that is being built up is passed over.
    /// Says also where something was freed.
    pub(super) async fn expire(&self, limit: u32) -> Result<(Swept, Vec<EventId>), Unavailable> {
        let (mut swept, mut freed_at) = (Swept::default(), Vec::new());
        for event in self.events.all(&self.redis).await? {
            let before = swept.freed;
            match self.expire_at(event, limit, &mut swept).await {
                Ok(()) if swept.freed > before => freed_at.push(event),
                Ok(()) => {}
                Err(error) if error.is_not_ready() => {}
                Err(error) => return Err(error),
            }
        }
        swept.more = swept.freed >= limit;
        Ok((swept, freed_at))
    }

    async fn expire_at(&self, event: EventId, limit: u32, swept: &mut Swept) -> Result<(), Unavailable> {
        let left = limit.saturating_sub(swept.freed);
        let mut due =
            self.ask(&DUE, event, Request { args: vec![left.to_string()], ..Request::default() }).await?;
        let mut live: u64 = due.parse()?;
        let mut seats = Vec::new();
        while due.has_more() {
            seats.push(super::holding::seat(&mut due)?);
        }
        if !seats.is_empty() {
            let (freed, lag) = self.free(event, &seats).await?;
            swept.freed += freed;
            swept.lag = swept.lag.max(lag);
            live = live.saturating_sub(seats.len() as u64);
        }
        swept.live += live;
        Ok(())
    }

    async fn free(&self, event: EventId, seats: &[SeatId]) -> Result<(u32, Duration), Unavailable> {
        let mut answer = self.ask(&EXPIRE, event, Request { seats, ..Request::default() }).await?;
        let freed = answer.parse()?;
        Ok((freed, Duration::from_micros(answer.parse()?)))
    }

    pub(super) async fn forget(&self, keep: Duration, limit: u32) -> Result<u64, Unavailable> {
        let mut forgotten = 0;
        for event in self.events.all(&self.redis).await? {
            let left = u64::from(limit).saturating_sub(forgotten);
            if left == 0 {
                break;
            }
            let args = vec![micros(keep), left.to_string()];
            match self.ask(&FORGET, event, Request { args, ..Request::default() }).await {
                Ok(mut answer) => forgotten += answer.parse::<u64>()?,
                Err(error) if error.is_not_ready() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(forgotten)
    }

    pub(super) async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        let answer = self.ask(&SNAPSHOT, event, Request::default()).await?;
        Ok(snapshot(answer).map_err(Unavailable::from)?)
    }
}

fn snapshot(mut answer: Answer) -> Result<Snapshot, Fault> {
    let (epoch, version, seats) = (answer.parse()?, answer.parse()?, answer.parse()?);
    Ok(Snapshot { epoch, version, statuses: statuses(&answer.bytes()?, seats) })
}

/// The map as Redis keeps it: the first seat in the highest two bits of the first byte, and nothing behind the last seat that ever changed.
fn statuses(map: &[u8], seats: usize) -> Vec<Status> {
    let status = |seat: usize| {
        let byte = map.get(seat / 4).copied().unwrap_or(0);
        match (byte >> (6 - 2 * (seat % 4))) & 0b11 {
            0 => Status::Available,
            1 => Status::Held,
            _ => Status::Sold,
        }
    };
    (0..seats).map(status).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_two_bits_a_seat_and_may_end_early() {
        use Status::{Available, Held, Sold};
        let map = [0b01_10_00_01, 0b10_00_00_00];
        let expected =
            [Held, Sold, Available, Held, Sold, Available, Available, Available, Available, Available];
        assert_eq!(statuses(&map, 10), expected);
        assert_eq!(statuses(&[], 2), [Available, Available]);
    }
}
