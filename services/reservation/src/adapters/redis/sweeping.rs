//! What runs out, what is forgotten, and what is shown.

use std::time::Duration;

use futures::future::join_all;
use primitives::{EventId, SeatId};

use super::answer::Answer;
use super::asking::{Asking, Request, micros};
use super::connection::Fault;
use super::script::{DUE, EXPIRE, FORGET, INSTALL, SNAPSHOT};
use crate::domain::Status;
use crate::ports::{EventMeta, InstallError, Snapshot, SnapshotError, Swept, Unavailable};

/// How many events are looked at in the time of one.
const EVENTS_AT_ONCE: usize = 16;

struct Due {
    /// Seats that are held or pinned, those that have run out among them.
    live: u64,
    /// The longest overdue first.
    seats: Vec<SeatId>,
}

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

    /// Event by event; one that is being built up is passed over. Says also where something was freed.
    pub(super) async fn expire(&self, limit: u32) -> Result<(Swept, Vec<EventId>), Unavailable> {
        let (mut swept, mut freed_at) = (Swept::default(), Vec::new());
        for events in self.events.all(&self.redis).await?.chunks(EVENTS_AT_ONCE) {
            let looking: Vec<_> = events.iter().map(|event| self.due(*event, limit)).collect();
            for (event, due) in events.iter().zip(join_all(looking).await) {
                let Due { live, mut seats } = match due {
                    Err(error) if error.is_not_ready() => continue,
                    due => due?,
                };
                seats.truncate(limit.saturating_sub(swept.freed) as usize);
                swept.live += live.saturating_sub(seats.len() as u64);
                if seats.is_empty() {
                    continue;
                }
                match self.free(*event, &seats).await {
                    Err(error) if error.is_not_ready() => {}
                    freed => {
                        let (freed, lag) = freed?;
                        swept.freed += freed;
                        swept.lag = swept.lag.max(lag);
                        freed_at.push(*event);
                    }
                }
            }
        }
        swept.more = swept.freed >= limit;
        Ok((swept, freed_at))
    }

    async fn due(&self, event: EventId, limit: u32) -> Result<Due, Unavailable> {
        let args = vec![limit.to_string()];
        let mut answer = self.ask(&DUE, event, Request { args, ..Request::default() }).await?;
        let (live, mut seats) = (answer.parse()?, Vec::new());
        while answer.has_more() {
            seats.push(super::holding::seat(&mut answer)?);
        }
        Ok(Due { live, seats })
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
