//! The statuses of all seats of an event, two bits each: seats by ascending id, four a byte, low bits first.

use crate::http::catalog::SeatStatus;

const SEATS_PER_BYTE: usize = 4;

#[must_use]
pub fn pack(statuses: impl IntoIterator<Item = SeatStatus>) -> Vec<u8> {
    let mut packed = Vec::new();
    for (index, status) in statuses.into_iter().enumerate() {
        let shift = 2 * (index % SEATS_PER_BYTE);
        match packed.last_mut() {
            Some(byte) if shift > 0 => *byte |= status.bits() << shift,
            Some(_) | None => packed.push(status.bits()),
        }
    }
    packed
}

/// None where these are not the statuses of as many seats.
#[must_use]
pub fn unpack(packed: &[u8], seats: usize) -> Option<Vec<SeatStatus>> {
    if packed.len() != seats.div_ceil(SEATS_PER_BYTE) {
        return None;
    }
    let bits = packed.iter().flat_map(|byte| [0, 2, 4, 6].map(|shift| (byte >> shift) & 0b11)).take(seats);
    bits.map(status).collect()
}

fn status(bits: u8) -> Option<SeatStatus> {
    [SeatStatus::Available, SeatStatus::Held, SeatStatus::Sold]
        .into_iter()
        .find(|status| status.bits() == bits)
}

#[cfg(test)]
mod tests {
    use SeatStatus::{Available, Held, Sold};

    use super::*;

    #[test]
    fn what_was_packed_is_what_is_unpacked() {
        for seats in 0..9 {
            let statuses: Vec<_> =
                [Held, Available, Sold, Held, Sold].into_iter().cycle().take(seats).collect();
            assert_eq!(unpack(&pack(statuses.clone()), seats), Some(statuses));
        }
        assert_eq!(unpack(&[0b11], 1), None, "a status that there is not");
        assert_eq!(unpack(&[0, 0], 4), None, "more bytes than seats");
        assert_eq!(unpack(&[0], 5), None, "fewer bytes than seats");
    }
}
