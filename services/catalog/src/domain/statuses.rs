//! The public status of every seat of an event, two bits each, as the packed map has them on the wire.

use primitives::SeatId;

/// What the public sees of a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeatStatus {
    Available,
    Held,
    Sold,
}

impl SeatStatus {
    pub const ALL: [Self; 3] = [Self::Available, Self::Held, Self::Sold];

    const fn bits(self) -> u8 {
        match self {
            Self::Available => 0,
            Self::Held => 1,
            Self::Sold => 2,
        }
    }

    /// The fourth pattern is never written.
    const fn from_bits(bits: u8) -> Self {
        match bits & 0b11 {
            0 => Self::Available,
            1 => Self::Held,
            _ => Self::Sold,
        }
    }
}

const SEATS_PER_BYTE: usize = 4;

/// Seats by ascending id, four a byte, low bits first, and how many have each status.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Statuses {
    bytes: Vec<u8>,
    seats: u32,
    counts: [u32; SeatStatus::ALL.len()],
}

impl Statuses {
    #[must_use]
    pub fn all_available(seats: u32) -> Self {
        let bytes = vec![0; (seats as usize).div_ceil(SEATS_PER_BYTE)];
        Self { bytes, seats, counts: [seats, 0, 0] }
    }

    #[must_use]
    pub fn seats(&self) -> u32 {
        self.seats
    }

    #[must_use]
    pub fn packed(&self) -> &[u8] {
        &self.bytes
    }

    #[must_use]
    pub fn count(&self, status: SeatStatus) -> u32 {
        self.counts.get(usize::from(status.bits())).copied().unwrap_or(0)
    }

    #[must_use]
    pub fn get(&self, seat: SeatId) -> Option<SeatStatus> {
        self.at(seat.index())
    }

    /// The first so many seats, packed.
    #[must_use]
    pub fn packed_to(&self, seats: u32) -> Vec<u8> {
        let (whole, rest) = (seats as usize / SEATS_PER_BYTE, seats as usize % SEATS_PER_BYTE);
        let mut packed: Vec<u8> = self.bytes.iter().copied().take(whole).collect();
        if rest > 0 {
            packed.extend(self.bytes.get(whole).map(|byte| byte & !(0xFF << (2 * rest))));
        }
        packed
    }

    /// How many of the seats `first` to `last` are held, and how many sold.
    #[must_use]
    pub fn taken_within(&self, first: SeatId, last: SeatId) -> (u32, u32) {
        let (start, end) = (first.index(), (last.index() + 1).min(self.seats as usize));
        let (from, to) = (start.div_ceil(SEATS_PER_BYTE), end / SEATS_PER_BYTE);
        // Where the ends of the range share a byte, there is none that belongs to it as a whole.
        let (head, tail) = if from < to { (from * SEATS_PER_BYTE, to * SEATS_PER_BYTE) } else { (end, end) };
        let (mut held, mut sold) = (0, 0);
        for byte in self.bytes.get(from..to).unwrap_or_default() {
            held += (byte & 0b0101_0101).count_ones();
            sold += (byte & 0b1010_1010).count_ones();
        }
        for status in (start..head).chain(tail..end).filter_map(|index| self.at(index)) {
            held += u32::from(status == SeatStatus::Held);
            sold += u32::from(status == SeatStatus::Sold);
        }
        (held, sold)
    }

    /// Every seat by ascending id.
    pub fn iter(&self) -> impl Iterator<Item = SeatStatus> + '_ {
        (0..self.seats as usize).filter_map(|index| self.at(index))
    }

    /// Says whether there is such a seat; without one, nothing changes.
    pub fn set(&mut self, seat: SeatId, status: SeatStatus) -> bool {
        let Some(before) = self.get(seat) else { return false };
        let shift = 2 * (seat.index() % SEATS_PER_BYTE);
        if let Some(byte) = self.bytes.get_mut(seat.index() / SEATS_PER_BYTE) {
            *byte = (*byte & !(0b11 << shift)) | (status.bits() << shift);
        }
        self.recount(before, |count| count.saturating_sub(1));
        self.recount(status, |count| count.saturating_add(1));
        true
    }

    fn at(&self, index: usize) -> Option<SeatStatus> {
        if index >= self.seats as usize {
            return None;
        }
        let byte = self.bytes.get(index / SEATS_PER_BYTE)?;
        Some(SeatStatus::from_bits(byte >> (2 * (index % SEATS_PER_BYTE))))
    }

    fn recount(&mut self, status: SeatStatus, change: impl FnOnce(u32) -> u32) {
        if let Some(count) = self.counts.get_mut(usize::from(status.bits())) {
            *count = change(*count);
        }
    }
}

impl FromIterator<SeatStatus> for Statuses {
    /// The first status is that of seat 1.
    fn from_iter<I: IntoIterator<Item = SeatStatus>>(statuses: I) -> Self {
        let mut packed = Self { bytes: Vec::new(), seats: 0, counts: [0; SeatStatus::ALL.len()] };
        for status in statuses {
            let shift = 2 * (packed.seats as usize % SEATS_PER_BYTE);
            match packed.bytes.last_mut() {
                Some(byte) if shift > 0 => *byte |= status.bits() << shift,
                Some(_) | None => packed.bytes.push(status.bits()),
            }
            packed.seats += 1;
            packed.recount(status, |count| count + 1);
        }
        packed
    }
}

#[cfg(test)]
mod tests {
    use SeatStatus::{Available, Held, Sold};

    use super::*;

    fn seat(id: i64) -> SeatId {
        SeatId::new(id).unwrap()
    }

    #[test]
    fn four_seats_share_a_byte_low_bits_first() {
        let statuses: Statuses = [Held, Available, Sold, Held, Sold].into_iter().collect();
        assert_eq!(statuses.packed(), [0b01_10_00_01, 0b10]);
        assert_eq!(statuses.iter().collect::<Vec<_>>(), [Held, Available, Sold, Held, Sold]);
        assert_eq!(SeatStatus::ALL.map(|status| statuses.count(status)), [1, 2, 2]);
    }

    #[test]
    fn a_part_is_packed_and_counted_like_the_whole() {
        let statuses: Statuses = [Held, Available, Sold, Sold, Held].into_iter().cycle().take(19).collect();
        for first in 1..=19 {
            let part: Statuses = statuses.iter().take(first as usize).collect();
            assert_eq!(statuses.packed_to(first as u32), part.packed(), "the first {first}");
            for last in first..=19 {
                let within = |wanted| {
                    let part = statuses.iter().take(last as usize).skip(first as usize - 1);
                    u32::try_from(part.filter(|status| *status == wanted).count()).unwrap()
                };
                let expected = (within(Held), within(Sold));
                assert_eq!(statuses.taken_within(seat(first), seat(last)), expected, "{first} to {last}");
            }
        }
    }

    #[test]
    fn a_seat_changes_alone_and_the_counts_follow() {
        let mut statuses = Statuses::all_available(9);
        assert!(statuses.set(seat(9), Sold));
        assert!(statuses.set(seat(2), Held));
        assert!(statuses.set(seat(2), Sold));
        assert!(!statuses.set(seat(10), Sold), "a seat that does not exist was set");
        let expected: Statuses =
            [Available, Sold, Available, Available, Available, Available, Available, Available, Sold]
                .into_iter()
                .collect();
        assert_eq!(statuses, expected);
        assert_eq!(statuses.count(Available), 7);
    }
}
