//! One event in memory: a copy of its rows, indexed by everything that seats are looked up by. The rows are the truth.

use std::collections::{BTreeSet, HashMap};

use primitives::{EventId, GuestId, HoldId, HoldOwner, OrderId, SeatId, TierName, Timestamp, UserId};

use super::taken_seats::TakenSeats;
use super::tier_units::TierUnits;
use crate::domain::{Found, Hold, Seat, Status, UnitRange};
use crate::ports::{EventMeta, HoldKey, Snapshot};

/// The answer to a repeated hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) key: HoldKey,
    pub(super) seats: Vec<SeatId>,
    pub(super) life: std::time::Duration,
    pub(super) trace_id: String,
}

#[derive(Debug)]
pub(super) struct Event {
    pub(super) meta: EventMeta,
    pub(super) epoch: u64,
    pub(super) version: u64,
    /// The time of the last seat event: later ones never look older, whatever the clock says.
    pub(super) last_event_at: Timestamp,
    /// A seat that a hold has left single in spite of its guards.
    pub(super) left_single: Option<SeatId>,
    /// Seats that are not available.
    seats: HashMap<SeatId, Seat>,
    /// Those.
    taken: TakenSeats,
    tiers: TierUnits,
    untils: BTreeSet<(Timestamp, SeatId)>,
    of_hold: HashMap<HoldId, Vec<SeatId>>,
    of_buyer: HashMap<Buyer, Vec<SeatId>>,
    /// How many seats have a hold of a guest.
    with_guests: usize,
    of_order: HashMap<OrderId, Vec<SeatId>>,
    receipts: HashMap<HoldId, Receipt>,
    /// By the digests of their keys.
    keys: HashMap<String, HoldId>,
}

/// What live seats are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Buyer {
    User(UserId),
    Guest(GuestId),
}

impl Buyer {
    /// None: a guest whose holds are not counted.
    pub(super) fn of(hold: &Hold) -> Option<Self> {
        match &hold.owner {
            HoldOwner::User(user) if !hold.owner.is_guest() => Some(Self::User(user.clone())),
            HoldOwner::User(_) | HoldOwner::Anonymous => hold.guest.map(Self::Guest),
        }
    }
}

impl Event {
    pub(super) fn new(meta: EventMeta, epoch: u64, version: u64, last_event_at: Timestamp) -> Self {
        Self {
            meta,
            epoch,
            version,
            last_event_at,
            left_single: None,
            seats: HashMap::new(),
            taken: TakenSeats::default(),
            tiers: TierUnits::default(),
            untils: BTreeSet::new(),
            of_hold: HashMap::new(),
            of_buyer: HashMap::new(),
            with_guests: 0,
            of_order: HashMap::new(),
            receipts: HashMap::new(),
            keys: HashMap::new(),
        }
    }

    pub(super) fn id(&self) -> EventId {
        self.meta.event
    }

    /// `None`: the event has no such seat.
    pub(super) fn seat(&self, id: SeatId) -> Option<&Seat> {
        let exists = id.get() <= i64::from(self.meta.seat_count);
        exists.then(|| self.seats.get(&id).unwrap_or(&Seat::Available))
    }

    /// Every seat that is not available.
    pub(super) fn records(&self) -> impl Iterator<Item = (SeatId, &Seat)> {
        self.seats.iter().map(|(id, seat)| (*id, seat))
    }

    pub(super) fn find(&self, ids: &[SeatId]) -> Vec<Found<'_>> {
        ids.iter().map(|id| Found { id: *id, seat: self.seat(*id) }).collect()
    }

    /// Stores the new state of the seat and updates every index. Returns the hold that has lost its last seat, if there is one.
    pub(super) fn set(&mut self, id: SeatId, seat: Seat) -> Option<HoldId> {
        self.taken.set(id, seat != Seat::Available);
        match &seat {
            // What is sold keeps the tier that it was held at.
            Seat::Sold { .. } => {}
            Seat::Available | Seat::Held(_) | Seat::Pinned(_) => {
                self.tiers.set(id, seat.hold().and_then(|hold| hold.tier.as_ref()));
            }
        }
        let old = if seat == Seat::Available {
            self.seats.remove(&id)
        } else {
            self.seats.insert(id, seat.clone())
        };
        let before = old.as_ref().and_then(Seat::hold).map(|hold| hold.id);
        if let Some(old) = &old {
            self.unlink(id, old);
        }
        self.link(id, &seat);
        before.filter(|hold| !self.of_hold.contains_key(hold))
    }

    fn link(&mut self, id: SeatId, seat: &Seat) {
        if let Some(until) = seat.until() {
            self.untils.insert((until, id));
        }
        if let Some(hold) = seat.hold() {
            self.of_hold.entry(hold.id).or_default().push(id);
            self.with_guests += usize::from(hold.owner.is_guest());
            if let Some(buyer) = Buyer::of(hold) {
                self.of_buyer.entry(buyer).or_default().push(id);
            }
        }
        if let Seat::Pinned(pin) = seat {
            self.of_order.entry(pin.order).or_default().push(id);
        }
    }

    fn unlink(&mut self, id: SeatId, seat: &Seat) {
        if let Some(until) = seat.until() {
            self.untils.remove(&(until, id));
        }
        if let Some(hold) = seat.hold() {
            remove_seat(&mut self.of_hold, &hold.id, id);
            self.with_guests -= usize::from(hold.owner.is_guest());
            if let Some(buyer) = Buyer::of(hold) {
                remove_seat(&mut self.of_buyer, &buyer, id);
            }
        }
        if let Seat::Pinned(pin) = seat {
            remove_seat(&mut self.of_order, &pin.order, id);
        }
    }

    /// The seats that are held or pinned under this hold, live or not.
    pub(super) fn seats_of_hold(&self, hold: HoldId) -> &[SeatId] {
        self.of_hold.get(&hold).map_or(&[], Vec::as_slice)
    }

    /// The seats that this order has pinned, live or not.
    pub(super) fn seats_of_order(&self, order: OrderId) -> &[SeatId] {
        self.of_order.get(&order).map_or(&[], Vec::as_slice)
    }

    /// How many seats guests would have with these: held or pinned, live or not.
    pub(super) fn with_guests_and(&self, seats: &[SeatId]) -> usize {
        let is_guests = |seat: &&Seat| seat.hold().is_some_and(|hold| hold.owner.is_guest());
        let counted = seats.iter().filter_map(|id| self.seats.get(id)).filter(is_guests).count();
        self.with_guests - counted + seats.len()
    }

    pub(super) fn live_seats_of(&self, buyer: &Buyer, now: Timestamp) -> usize {
        let seats = self.of_buyer.get(buyer).map_or(&[][..], Vec::as_slice);
        seats.iter().filter_map(|id| self.seats.get(id)).filter(|seat| !seat.has_lapsed(now)).count()
    }

    /// The end of the hold: that of its longest seat that is live.
    pub(super) fn live_until(&self, hold: HoldId, now: Timestamp) -> Option<Timestamp> {
        let seats = self.seats_of_hold(hold).iter().filter_map(|id| self.seats.get(id));
        seats.filter(|seat| !seat.has_lapsed(now)).filter_map(|seat| Some(seat.hold()?.until)).max()
    }

    pub(super) fn receipt_of(&self, key: &HoldKey) -> Option<(HoldId, &Receipt)> {
        let hold = self.keys.get(&key.digest)?;
        Some((*hold, self.receipts.get(hold)?))
    }

    pub(super) fn receipt(&self, hold: HoldId) -> Option<&Receipt> {
        self.receipts.get(&hold)
    }

    pub(super) fn keep_receipt(&mut self, hold: HoldId, receipt: Receipt) {
        self.keys.insert(receipt.key.digest.clone(), hold);
        self.receipts.insert(hold, receipt);
    }

    /// Returns whether there was one.
    pub(super) fn drop_receipt(&mut self, hold: HoldId) -> bool {
        let Some(receipt) = self.receipts.remove(&hold) else { return false };
        self.keys.remove(&receipt.key.digest);
        true
    }

    /// The longest overdue seat, and since when it is.
    pub(super) fn first_lapsed(&self, now: Timestamp) -> Option<(Timestamp, SeatId)> {
        self.untils.first().copied().filter(|(until, _)| *until <= now)
    }

    /// By ascending number.
    pub(super) fn free_units(&self, range: UnitRange) -> impl Iterator<Item = SeatId> + '_ {
        self.taken.free_within(range)
    }

    /// The longest overdue first.
    pub(super) fn lapsed_units(&self, range: UnitRange, now: Timestamp) -> impl Iterator<Item = SeatId> + '_ {
        let lapsed = self.untils.iter().take_while(move |(until, _)| *until <= now);
        lapsed.map(|(_, unit)| *unit).filter(move |unit| range.contains(*unit))
    }

    pub(super) fn count_free(&self, range: UnitRange) -> usize {
        range.numbers().count() - self.taken.count_within(range)
    }

    /// Those of these units that are in the hold and have a tier.
    pub(super) fn tiers_of(&self, hold: HoldId, units: &[SeatId]) -> Vec<(SeatId, TierName)> {
        let own = |id: &SeatId| self.seats.get(id)?.hold().filter(|of| of.id == hold);
        units.iter().filter_map(|id| Some((*id, own(id)?.tier.clone()?))).collect()
    }

    /// The tier that a unit is held, pinned or sold at.
    pub(super) fn tier_of(&self, unit: SeatId) -> Option<&TierName> {
        self.tiers.of(unit)
    }

    /// Of a unit that was sold before this store knew of it.
    pub(super) fn note_tier(&mut self, unit: SeatId, tier: Option<&TierName>) {
        self.tiers.set(unit, tier);
    }

    /// How many units of the range are held, pinned or sold at this tier, but for those that have lapsed.
    pub(super) fn live_at_tier(&self, tier: &TierName, range: UnitRange, now: Timestamp) -> usize {
        let lapsed = self.lapsed_units(range, now).filter(|unit| self.tiers.of(*unit) == Some(tier));
        self.tiers.count_within(tier, range).saturating_sub(lapsed.count())
    }

    /// How many seats are held or pinned.
    pub(super) fn unsold(&self) -> usize {
        self.untils.len()
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let mut statuses = vec![Status::Available; usize::try_from(self.meta.seat_count).unwrap_or(0)];
        for (id, seat) in &self.seats {
            if let Some(status) = statuses.get_mut(id.index()) {
                *status = seat.published();
            }
        }
        let Self { epoch, version, left_single, .. } = *self;
        Snapshot { epoch, version, statuses, left_single }
    }
}

fn remove_seat<K: std::hash::Hash + Eq>(seats_of: &mut HashMap<K, Vec<SeatId>>, key: &K, seat: SeatId) {
    if let Some(seats) = seats_of.get_mut(key) {
        seats.retain(|other| *other != seat);
        if seats.is_empty() {
            seats_of.remove(key);
        }
    }
}
