//! A seat map between services: the statuses of all seats, two bits each, by ascending id, four a byte, low bits first.

use bytes::Bytes;
use primitives::SeatId;

use super::{Answer, CallError, Reply};
use crate::http::catalog::SeatStatus;
use crate::http::headers::{LEFT_SINGLE, SEAT_COUNT, SEAT_VERSION};

const SEATS_PER_BYTE: usize = 4;

/// Packed, because every catalog instance fetches whole arenas, all of them at once after a start or an outage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedSnapshot {
    pub epoch: u64,
    pub version: u64,
    pub seats: usize,
    pub packed: Bytes,
    /// Of the seat store: one that a hold has left single although it may not be. None: there is none, or an earlier release does not say.
    pub left_single: Option<SeatId>,
}

#[derive(Debug, thiserror::Error)]
#[error("the snapshot of the seats cannot be read")]
pub struct Unreadable;

impl PackedSnapshot {
    #[must_use]
    pub fn pack(epoch: u64, version: u64, statuses: impl IntoIterator<Item = SeatStatus>) -> Self {
        let (mut packed, mut seats) = (Vec::new(), 0);
        for status in statuses {
            let shift = 2 * (seats % SEATS_PER_BYTE);
            match packed.last_mut() {
                Some(byte) if shift > 0 => *byte |= status.bits() << shift,
                Some(_) | None => packed.push(status.bits()),
            }
            seats += 1;
        }
        Self { epoch, version, seats, packed: packed.into(), left_single: None }
    }

    #[must_use]
    pub fn leaving(self, single: Option<SeatId>) -> Self {
        Self { left_single: single, ..self }
    }

    /// Fails where these are not the statuses of as many seats.
    pub fn unpack(&self) -> Result<Vec<SeatStatus>, Unreadable> {
        if self.packed.len() != self.seats.div_ceil(SEATS_PER_BYTE) {
            return Err(Unreadable);
        }
        let bits = self.packed.iter().flat_map(|byte| [0, 2, 4, 6].map(|shift| (byte >> shift) & 0b11));
        bits.take(self.seats).map(status).collect::<Option<_>>().ok_or(Unreadable)
    }
}

fn status(bits: u8) -> Option<SeatStatus> {
    [SeatStatus::Available, SeatStatus::Held, SeatStatus::Sold]
        .into_iter()
        .find(|status| status.bits() == bits)
}

impl Answer for PackedSnapshot {
    const CONTENT_TYPE: Option<&'static str> = Some("application/octet-stream");

    fn write(self) -> Result<Reply, CallError> {
        let version = format!("{}-{}", self.epoch, self.version);
        let mut headers = vec![(SEAT_VERSION, version), (SEAT_COUNT, self.seats.to_string())];
        headers.extend(self.left_single.map(|seat| (LEFT_SINGLE, seat.to_string())));
        Ok(Reply { headers, body: self.packed })
    }

    fn read(reply: Reply) -> Result<Self, CallError> {
        let read = || {
            let (epoch, version) = reply.header(SEAT_VERSION)?.split_once('-')?;
            let seats = reply.header(SEAT_COUNT)?.parse().ok()?;
            let (epoch, version) = (epoch.parse().ok()?, version.parse().ok()?);
            let single = reply.header(LEFT_SINGLE).map(str::parse::<i64>).transpose().ok()?;
            let left_single = single.map(SeatId::new).transpose().ok()?;
            Some(Self { epoch, version, seats, packed: reply.body.clone(), left_single })
        };
        read().ok_or_else(|| CallError::unavailable(Unreadable))
    }
}

#[cfg(test)]
mod tests {
    use SeatStatus::{Available, Held, Sold};

    use super::*;

    #[test]
    fn unpacking_returns_what_was_packed() {
        for seats in 0..9 {
            let statuses: Vec<_> =
                [Held, Available, Sold, Held, Sold].into_iter().cycle().take(seats).collect();
            let snapshot = PackedSnapshot::pack(3, 17, statuses.clone());
            assert_eq!(snapshot.unpack().unwrap(), statuses);
            for single in [None, SeatId::new(7).ok()] {
                let snapshot = snapshot.clone().leaving(single);
                assert_eq!(PackedSnapshot::read(snapshot.clone().write().unwrap()).unwrap(), snapshot);
            }
        }
    }

    #[test]
    fn bytes_that_do_not_fit_the_number_of_seats_are_refused() {
        for (packed, seats, why) in [
            (&[0b11_u8] as &'static [u8], 1, "there is no such status"),
            (&[0, 0], 4, "more bytes than seats"),
            (&[0], 5, "fewer bytes than seats"),
        ] {
            let packed = packed.into();
            let snapshot = PackedSnapshot { epoch: 1, version: 1, seats, packed, left_single: None };
            assert!(snapshot.unpack().is_err(), "{why}");
        }
    }
}
