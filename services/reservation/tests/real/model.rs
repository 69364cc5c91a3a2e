//! The expected state, in memory: an event of a few seats, on which commands are executed by `domain/` alone.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use primitives::{Credentials, GuestId, HoldId, HoldOwner, OrderId, SeatId, TierName, Timestamp, UserId};
use reservation::domain::seat::decide;
use reservation::domain::{
    Blocked, Change, ClaimRefusal, Command, Decision, Extension, Found, FullTier, Guard, GuestSeats,
    HoldLives, HoldRefusal, OperationId, SaleState, Seat, SeatRefusal, SomeUnits, UnitRange, multi_seat,
    restore, singles, units,
};

use crate::hold_some::{Buyer, HoldSome};
use crate::seat_store_contract::world::seconds;

/// One command. Numbers stand for orders, seats and operations; see `equal.rs`.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Hold(Hold),
    HoldSome(HoldSome),
    /// Concurrent: some of them may reach the store in one call.
    Rush(Vec<Hold>),
    Extend {
        caller: Caller,
        seat: i64,
        by: u64,
        operation: u128,
    },
    ReleaseHold {
        caller: Caller,
        seat: i64,
    },
    Claim {
        order: u128,
        seats: Vec<i64>,
        caller: Caller,
    },
    Unclaim {
        order: u128,
    },
    Confirm {
        order: u128,
        seats: Vec<i64>,
    },
    Release {
        order: u128,
        seats: Vec<i64>,
    },
    Correct {
        loser: u128,
        seat: i64,
        winner: u128,
    },
    /// The repair has just read the seat, or has read it when it was free.
    Amend {
        seat: i64,
        is_current: bool,
        sold_to: Option<u128>,
    },
    /// An outage, and what the sales say afterwards, seat by seat.
    Restore {
        sales: Vec<Sale>,
    },
    Expire,
    Pass {
        seconds: u64,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Hold {
    pub(crate) buyer: Buyer,
    pub(crate) seats: Vec<i64>,
    /// Seats that may not be left, each with the one beside it.
    pub(crate) guards: Vec<(i64, i64)>,
    pub(crate) life: u64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Sale {
    Nothing,
    Sold { to: u128, is_youth: bool },
    Pinned { by: u128, of: Buyer, seconds: u64, is_youth: bool },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Caller {
    Mina,
    Joon,
    Guest,
    /// Joon, who was that guest before the log-in.
    JoonWhoWasGuest,
    /// The token of the hold that was made so many holds ago.
    Token(usize),
    Open,
    Closed,
}

pub(crate) const SEATS: u32 = 5;
pub(crate) const SEATS_PER_USER: usize = 3;
/// What all guests are counted by.
pub(crate) const GUEST: GuestId = GuestId(7);
pub(crate) const GUEST_SEATS: GuestSeats = GuestSeats { each: 3, percent: 80 };
pub(crate) const LIVES: HoldLives =
    HoldLives { user: Duration::from_secs(300), guest: Duration::from_secs(200) };

pub(crate) struct Model {
    seats: Vec<Seat>,
    /// What is held, pinned or sold at one.
    tiers: HashMap<SeatId, TierName>,
    pub(crate) version: u64,
    released: HashSet<OrderId>,
    pub(crate) now: Timestamp,
}

impl Model {
    pub(crate) fn new(now: Timestamp) -> Self {
        let (seats, tiers) = (vec![Seat::Available; SEATS as usize], HashMap::new());
        Self { seats, tiers, version: 0, released: HashSet::new(), now }
    }

    /// Seats that are not available.
    pub(crate) fn records(&self) -> Vec<(SeatId, Seat)> {
        let seats = self.seats.iter().enumerate();
        let taken = seats.filter(|(_, seat)| **seat != Seat::Available);
        taken.map(|(index, seat)| (SeatId::at_index(index).unwrap(), seat.clone())).collect()
    }

    fn find(&self, ids: &[SeatId]) -> Vec<Found<'_>> {
        ids.iter().map(|id| Found { id: *id, seat: self.seats.get(id.index()) }).collect()
    }

    fn all(&self) -> Vec<Found<'_>> {
        let seats = self.seats.iter().enumerate();
        seats.map(|(index, seat)| Found { id: SeatId::at_index(index).unwrap(), seat: Some(seat) }).collect()
    }

    fn apply(&mut self, changes: Vec<Change>) {
        for Change { id, seat, publish } in changes {
            if !matches!(seat, Seat::Sold { .. }) {
                self.note_tier(id, seat.hold().and_then(|hold| hold.tier.clone()));
            }
            self.seats[id.index()] = seat;
            self.version += publish.len() as u64;
        }
    }

    fn note_tier(&mut self, unit: SeatId, tier: Option<TierName>) {
        match tier {
            Some(tier) => drop(self.tiers.insert(unit, tier)),
            None => drop(self.tiers.remove(&unit)),
        }
    }

    /// How many units of the pool are published as available.
    pub(crate) fn count_free(&self, range: UnitRange) -> usize {
        let units = range.numbers().map(|number| SeatId::new(number).unwrap());
        units.filter(|unit| self.at(*unit) == Seat::Available).count()
    }

    fn live_at_tier(&self, tier: &TierName, range: UnitRange) -> usize {
        let at_tier = self.tiers.iter().filter(|(unit, of)| *of == tier && range.contains(**unit));
        at_tier.filter(|(unit, _)| !self.at(**unit).has_lapsed(self.now)).count()
    }

    fn live_seats_of(&self, user: &UserId) -> usize {
        let owned = |seat: &&Seat| {
            let owner = seat.at(self.now).hold().map(|hold| &hold.owner);
            owner == Some(&HoldOwner::User(user.clone()))
        };
        self.seats.iter().filter(owned).count()
    }

    /// Some units of the pool, or the refusal.
    pub(crate) fn choose(&self, some: &SomeUnits) -> Result<Vec<SeatId>, String> {
        let range = some.range;
        if range.last.get() > i64::from(SEATS) {
            return Err(format!("unknown {}", range.last));
        }
        if let Some(full) = some.full_tier(|tier| self.live_at_tier(tier, range)) {
            return Err(show_full(&full));
        }
        let units = || range.numbers().map(|number| SeatId::new(number).unwrap());
        let free = units().filter(|unit| self.at(*unit) == Seat::Available);
        let lapsed = units().filter(|unit| self.at(*unit).has_lapsed(self.now));
        units::choose(some.quantity(), free, lapsed).map_err(show_short)
    }

    /// From now on, by this owner.
    pub(crate) fn new_hold(&self, id: HoldId, owner: HoldOwner, life: u64) -> reservation::domain::Hold {
        let guest = owner.is_guest().then_some(GUEST);
        let until = self.now.plus(seconds(life));
        reservation::domain::Hold { guest, ..reservation::domain::Hold::new(id, owner, self.now, until) }
    }

    pub(crate) fn hold(
        &mut self,
        seats: &[SeatId],
        guards: &[Guard],
        tiers: &[(SeatId, TierName)],
        hold: reservation::domain::Hold,
    ) -> String {
        let guest = hold.guest;
        let changes = match multi_seat::hold(&self.find(seats), &hold, self.now) {
            Ok(changes) => multi_seat::at_tiers(changes, tiers),
            Err(HoldRefusal::UnknownSeat(seat)) => return format!("unknown {seat}"),
            Err(HoldRefusal::Blocked(blocked)) => return show_blocked(&blocked),
        };
        let is_free = |seat: SeatId| {
            self.seats.get(seat.index()).is_some_and(|seat| *seat.at(self.now) == Seat::Available)
        };
        let singles = singles::left_single(guards, seats, is_free);
        if !singles.is_empty() {
            return show_singles(&singles);
        }
        if let HoldOwner::User(user) = &hold.owner
            && !hold.owner.is_guest()
        {
            let live = self.live_seats_of(user);
            if live + seats.len() > SEATS_PER_USER {
                return format!("too many: {live}");
            }
        }
        if hold.owner.is_guest() {
            let is_guest_s = |seat: &&Seat| seat.hold().is_some_and(|hold| hold.owner.is_guest());
            let counted = |seat: &&Seat| seat.at(self.now).hold().is_some_and(|hold| hold.guest == guest);
            let live = self.seats.iter().filter(counted).count();
            if live + seats.len() > GUEST_SEATS.each {
                return format!("too many of a guest: {live}");
            }
            let counted = seats.iter().filter_map(|id| self.seats.get(id.index())).filter(is_guest_s).count();
            let together = self.seats.iter().filter(is_guest_s).count() - counted;
            if together + seats.len() > GUEST_SEATS.together(SEATS) {
                return "the share is taken".to_owned();
            }
        }
        self.apply(changes);
        show_until(hold.until)
    }

    pub(crate) fn extend(
        &mut self,
        caller: &Credentials,
        seat: SeatId,
        by: u64,
        operation: OperationId,
    ) -> String {
        let Some(found) = self.seats.get(seat.index()) else { return "unknown".to_owned() };
        let extension = Extension { operation, by: seconds(by) };
        let extend = Command::Extend { extension, lives: LIVES, caller };
        match decide(found, &extend, self.now) {
            Decision::Become { seat: Seat::Held(extended), .. } => {
                let changes = multi_seat::extend(&self.all(), &extended);
                self.apply(changes);
                show_until(extended.until)
            }
            Decision::Keep | Decision::Become { .. } => show_until(found.until().unwrap()),
            Decision::Refuse(refusal) => format!("{refusal:?}"),
        }
    }

    pub(crate) fn release_hold(&mut self, caller: &Credentials, seat: SeatId) -> String {
        let Some(found) = self.seats.get(seat.index()) else { return "unknown".to_owned() };
        match decide(found, &Command::Release { caller }, self.now) {
            Decision::Refuse(refusal) => format!("{refusal:?}"),
            Decision::Keep => "done".to_owned(),
            Decision::Become { seat: after, publish } => {
                self.apply(vec![Change { id: seat, seat: after, publish }]);
                "done".to_owned()
            }
        }
    }

    pub(crate) fn claim(&mut self, order: OrderId, seats: &[SeatId], caller: &Credentials) -> String {
        let pin_until = self.now.plus(seconds(90));
        match multi_seat::claim(&self.find(seats), order, pin_until, caller, self.now) {
            Ok(changes) => {
                self.apply(changes);
                let claimed: Vec<&Seat> = seats.iter().map(|id| &self.seats[id.index()]).collect();
                let until = claimed.iter().filter_map(|seat| seat.until()).min().unwrap_or(self.now);
                let holds: BTreeSet<HoldId> =
                    claimed.iter().filter_map(|seat| Some(seat.hold()?.id)).collect();
                let tier = |id: &SeatId| Some((*id, self.seats[id.index()].hold()?.tier.clone()?));
                show_claimed(until, holds, seats.iter().filter_map(tier).collect())
            }
            Err(ClaimRefusal::UnknownSeat(seat)) => format!("unknown {seat}"),
            Err(ClaimRefusal::Blocked(blocked)) => show_blocked(&blocked),
            Err(refusal) => format!("{refusal:?}"),
        }
    }

    pub(crate) fn confirm(&mut self, order: OrderId, seats: &[SeatId]) -> String {
        let released = self.released.contains(&order);
        match multi_seat::confirm(&self.find(seats), order, released, self.now) {
            Some(changes) => {
                self.apply(changes);
                "Sold".to_owned()
            }
            None => "Refused".to_owned(),
        }
    }

    pub(crate) fn release(&mut self, order: OrderId, seats: &[SeatId]) {
        let changes = multi_seat::each(&self.find(seats), &Command::GiveBack { order }, self.now);
        self.apply(changes);
        self.released.insert(order);
    }

    /// For the commands that concern every seat.
    pub(crate) fn each(&mut self, command: &Command<'_>) -> usize {
        let changes = multi_seat::each(&self.all(), command, self.now);
        let count = changes.len();
        self.apply(changes);
        count
    }

    pub(crate) fn at(&self, seat: SeatId) -> Seat {
        self.seats.get(seat.index()).cloned().unwrap_or(Seat::Available)
    }

    pub(crate) fn amend(&mut self, seat: SeatId, was: &Seat, sold_to: Option<OrderId>) -> usize {
        let record = self.seats.get(seat.index());
        let change = record.and_then(|record| restore::amend(seat, record, was, sold_to));
        let amended = usize::from(change.is_some());
        self.apply(change.into_iter().collect());
        amended
    }

    pub(crate) fn restore(&mut self, sales: &[Option<SaleState>]) {
        for (index, sale) in sales.iter().enumerate() {
            let id = SeatId::at_index(index).unwrap();
            let seat = restore::restored(&self.seats[index], sale.as_ref(), self.now);
            let tier = match &seat {
                Seat::Sold { .. } => sale.as_ref().and_then(SaleState::tier),
                Seat::Available | Seat::Held(_) | Seat::Pinned(_) => {
                    seat.hold().and_then(|hold| hold.tier.as_ref())
                }
            };
            self.note_tier(id, tier.cloned());
            self.seats[index] = seat;
        }
        self.version = 0;
    }

    pub(crate) fn correct(&mut self, loser: OrderId, seat: SeatId, winner: OrderId) {
        let changes = multi_seat::each(&self.find(&[seat]), &Command::Correct { loser, winner }, self.now);
        self.apply(changes);
    }
}

pub(crate) fn show_until(until: Timestamp) -> String {
    format!("until {}", until.as_micros())
}

pub(crate) fn show_singles(seats: &[SeatId]) -> String {
    format!("leaves {seats:?}")
}

pub(crate) fn show_full(full: &FullTier) -> String {
    format!("{} left of {}", full.left, full.tier)
}

pub(crate) fn show_short(free: usize) -> String {
    format!("short: {free}")
}

pub(crate) fn show_claimed(
    until: Timestamp,
    holds: impl IntoIterator<Item = HoldId>,
    tiers: Vec<(SeatId, TierName)>,
) -> String {
    let holds: Vec<String> = holds.into_iter().map(|hold| hold.to_string()).collect();
    format!("until {} from {holds:?} at {tiers:?}", until.as_micros())
}

pub(crate) fn show_blocked(blocked: &Blocked) -> String {
    format!("{blocked:?}")
}

pub(crate) fn show_refused(refusal: SeatRefusal) -> String {
    format!("{refusal:?}")
}
