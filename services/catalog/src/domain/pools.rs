//! Standing sections as the public sees them: how many of their units have each status. Nothing else counts units.

use primitives::SeatId;

use super::{Layout, SectionSeats, Statuses};

/// The standing sections of an event, by ascending ids of their units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pools(Vec<SectionSeats>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolCount {
    /// Index into [`Layout::sections`].
    pub section: usize,
    pub available: u32,
    pub held: u32,
    pub sold: u32,
}

impl Pools {
    #[must_use]
    pub fn of(layout: &Layout) -> Self {
        let is_standing = |seats: &SectionSeats| {
            layout.sections().get(seats.section).is_some_and(|section| section.standing.is_some())
        };
        Self(layout.ranges().filter(is_standing).collect())
    }

    /// As of these statuses, in the order of the layout.
    pub fn counts<'a>(&'a self, statuses: &'a Statuses) -> impl Iterator<Item = PoolCount> + 'a {
        self.0.iter().map(|pool| count(pool, statuses))
    }

    /// The pool that this is a unit of, as of these statuses; none for a seat.
    #[must_use]
    pub fn count_around(&self, seat: SeatId, statuses: &Statuses) -> Option<PoolCount> {
        let at = self.0.partition_point(|pool| pool.last < seat);
        self.0.get(at).filter(|pool| pool.first <= seat).map(|pool| count(pool, statuses))
    }
}

impl PoolCount {
    #[must_use]
    pub fn capacity(&self) -> u32 {
        self.available + self.held + self.sold
    }
}

fn count(pool: &SectionSeats, statuses: &Statuses) -> PoolCount {
    let units = u32::try_from(pool.last.get() - pool.first.get() + 1).unwrap_or(u32::MAX);
    let (held, sold) = statuses.taken_within(pool.first, pool.last);
    PoolCount { section: pool.section, available: units.saturating_sub(held + sold), held, sold }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{SeatStatus, Section};

    #[test]
    fn units_are_counted_by_pool_and_seats_by_none() {
        let sections = vec![
            Section::new("A", 1).sized(1, 3),
            Section::new("FRONT", 1).at(2, 1).standing(2, Vec::new()),
            Section::new("BACK", 1).at(3, 1).standing(6, Vec::new()),
        ];
        let layout = Layout::new(3, 3, sections).unwrap();
        let (pools, mut statuses) = (Pools::of(&layout), Statuses::all_available(layout.capacity()));
        let seat = |id| SeatId::new(id).unwrap();
        for (id, status) in
            [(1, SeatStatus::Sold), (5, SeatStatus::Held), (6, SeatStatus::Sold), (11, SeatStatus::Sold)]
        {
            assert!(statuses.set(seat(id), status));
        }
        let front = PoolCount { section: 1, available: 1, held: 1, sold: 0 };
        let back = PoolCount { section: 2, available: 4, held: 0, sold: 2 };
        assert_eq!(pools.counts(&statuses).collect::<Vec<_>>(), [front, back]);
        assert_eq!(pools.count_around(seat(3), &statuses), None);
        assert_eq!(pools.count_around(seat(4), &statuses), Some(front));
        assert_eq!(pools.count_around(seat(11), &statuses), Some(back));
        assert_eq!(back.capacity(), 6);
    }
}
