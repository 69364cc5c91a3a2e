//! A seat map between services: the statuses of all seats, two bits each, by ascending id, four a byte, low bits first.

use bytes::Bytes;

use super::{Answer, CallError, Reply};
use crate::http::catalog::SeatStatus;
use crate::http::headers::{SEAT_COUNT, SEAT_VERSION};

const SEATS_PER_BYTE: usize = 4;

/// Packed, because every catalog instance fetches whole arenas, all of them at once after a start or an outage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedSnapshot {
    pub epoch: u64,
    pub version: u64,
    pub seats: usize,
    pub packed: Bytes,
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
        Self { epoch, version, seats, packed: packed.into() }
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
        let headers = vec![(SEAT_VERSION, version), (SEAT_COUNT, self.seats.to_string())];
        Ok(Reply { headers, body: self.packed })
    }

    fn read(reply: Reply) -> Result<Self, CallError> {
        let read = || {
            let (epoch, version) = reply.header(SEAT_VERSION)?.split_once('-')?;
            let seats = reply.header(SEAT_COUNT)?.parse().ok()?;
            let packed = reply.body.clone();
            Some(Self { epoch: epoch.parse().ok()?, version: version.parse().ok()?, seats, packed })
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
            assert_eq!(PackedSnapshot::read(snapshot.clone().write().unwrap()).unwrap(), snapshot);
        }
    }

    #[test]
    fn bytes_that_do_not_fit_the_number_of_seats_are_refused() {
        for (packed, seats, why) in [
            (&[0b11_u8] as &'static [u8], 1, "there is no such status"),
            (&[0, 0], 4, "more bytes than seats"),
            (&[0], 5, "fewer bytes than seats"),
        ] {
            let snapshot = PackedSnapshot { epoch: 1, version: 1, seats, packed: packed.into() };
            assert!(snapshot.unpack().is_err(), "{why}");
        }
    }
}
