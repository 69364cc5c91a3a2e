//! A seat store with one event of ten seats, and short names for the commands on it.

use std::sync::Arc;
use std::time::Duration;

use bus::{Message, Outbox};
use contracts::http::catalog::SeatStatus;
use contracts::messages::{ReservationReply, SeatEvent};
use primitives::{
    Credentials, EventId, GuestId, HoldId, HoldOwner, IdSource, MessageId, OrderId, SeatId, SeededIds,
    Timestamp, UserId,
};
use reservation::domain::{Extension, GuestSeats, HoldLives, OperationId, Seat, SeatLimits, Status};
use reservation::ports::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold, HoldError, HoldKey,
    HoldRequest, HoldSeats, OrderCommand, ReleaseHold, ReleaseReservation, Released, Reservation, SeatError,
    SeatRecovery, SeatStore, SeatSweeper, Settled, UnclaimOrder, Wanted,
};
use uuid::Uuid;

use super::StoreUnderTest;

pub(crate) const SEATS: u32 = 10;
pub(crate) const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

pub(crate) struct World {
    pub(crate) store: Arc<dyn SeatStore>,
    pub(crate) sweeper: Arc<dyn SeatSweeper>,
    pub(crate) recovery: Arc<dyn SeatRecovery>,
    pub(crate) outbox: Arc<dyn Outbox>,
    pub(crate) event: EventId,
    ids: SeededIds,
    under_test: Box<dyn StoreUnderTest>,
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn seats(numbers: &[i64]) -> Vec<SeatId> {
    numbers.iter().map(|number| SeatId::new(*number).unwrap()).collect()
}

pub(crate) fn order(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn user(name: &str) -> Credentials {
    Credentials { user: UserId::parse(name), was_guest: None, token: None, open: false }
}

pub(crate) fn token(hold: HoldId) -> Credentials {
    Credentials { user: None, was_guest: None, token: Some(hold), open: false }
}

pub(crate) fn meta(event: EventId, on_sale_at: Timestamp) -> EventMeta {
    EventMeta { event, seat_count: SEATS, on_sale_at }
}

pub(crate) fn key(scope: &str, key: &str, fingerprint: &str) -> HoldKey {
    HoldKey::new(scope, key, fingerprint.to_owned())
}

/// Composed as the service does it: the reply's id follows from the command's.
pub(crate) fn reply(command: u128, body: ReservationReply) -> Message {
    let id = MessageId::from_uuid(Uuid::from_u128(command));
    Message::compose(id, Timestamp::from_micros(1), Some(TRACE.to_owned()), &body).unwrap()
}

impl World {
    pub(crate) async fn new(store: impl StoreUnderTest + 'static) -> Self {
        let mut world = Self {
            store: store.store(),
            sweeper: store.engine(),
            recovery: store.engine(),
            outbox: store.engine().outbox(),
            event: EventId::new(1).unwrap(),
            ids: SeededIds::new(11),
            under_test: Box::new(store),
        };
        world.open(1).await;
        world
    }

    /// Goes on with another event, whose sale has begun.
    pub(crate) async fn open(&mut self, event: i64) {
        self.open_with(event, SEATS).await;
    }

    pub(crate) async fn open_with(&mut self, event: i64, seat_count: u32) {
        self.event = EventId::new(event).unwrap();
        let meta = EventMeta { seat_count, ..meta(self.event, Timestamp::from_micros(0)) };
        self.store.install(meta).await.unwrap();
    }

    pub(crate) async fn pass(&self, time: Duration) {
        self.under_test.pass(time).await;
    }

    pub(crate) fn holding(&self, who: &str, numbers: &[i64], life: u64) -> HoldSeats {
        let owner = match who {
            "anonymous" => HoldOwner::Anonymous,
            name => HoldOwner::User(UserId::parse(name).unwrap()),
        };
        let (event, seats, life) = (self.event, seats(numbers), seconds(life));
        HoldSeats {
            request: HoldRequest { event, wanted: Wanted::Seats(seats), owner, guest: None, life, key: None },
            hold: self.ids.hold_id(event),
            limits: SeatLimits { per_user: 8, guests: None },
            guards: Vec::new(),
            trace_id: "t".repeat(32),
            traceparent: Some(TRACE.to_owned()),
        }
    }

    pub(crate) async fn hold(&self, who: &str, numbers: &[i64], life: u64) -> Result<Reservation, HoldError> {
        self.store.hold(self.holding(who, numbers, life)).await
    }

    /// Without an identity, and limited as such.
    pub(crate) async fn hold_as_guest(
        &self,
        guest: u64,
        numbers: &[i64],
        life: u64,
        limits: GuestSeats,
    ) -> Result<Reservation, HoldError> {
        self.hold_as_guest_named("anonymous", guest, numbers, life, limits).await
    }

    /// As `hold_as_guest`, with a name that identity has given.
    pub(crate) async fn hold_as_guest_named(
        &self,
        name: &str,
        guest: u64,
        numbers: &[i64],
        life: u64,
        limits: GuestSeats,
    ) -> Result<Reservation, HoldError> {
        let mut command = self.holding(name, numbers, life);
        command.request.guest = Some(GuestId(guest));
        command.limits.guests = Some(limits);
        self.store.hold(command).await
    }

    pub(crate) async fn hold_by_key(
        &self,
        key: HoldKey,
        numbers: &[i64],
        life: u64,
    ) -> Result<Reservation, HoldError> {
        let mut command = self.holding("anonymous", numbers, life);
        command.request.key = Some(key);
        self.store.hold(command).await
    }

    pub(crate) async fn extend(
        &self,
        caller: &Credentials,
        seat: i64,
        by: u64,
        operation: u128,
    ) -> Result<Timestamp, SeatError> {
        let command = ExtendHold {
            event: self.event,
            seat: SeatId::new(seat).unwrap(),
            hold: None,
            extension: Extension { operation: OperationId(Uuid::from_u128(operation)), by: seconds(by) },
            lives: HoldLives { user: seconds(600), guest: seconds(300) },
            caller: caller.clone(),
        };
        self.store.extend(command).await
    }

    pub(crate) async fn release_hold(&self, caller: &Credentials, seat: i64) -> Result<(), SeatError> {
        let (seat, caller) = (SeatId::new(seat).unwrap(), caller.clone());
        self.store.release_hold(ReleaseHold { event: self.event, seat, caller, traceparent: None }).await
    }

    /// The numbers of the seats that stand under the hold, pinned ones negative.
    pub(crate) async fn seats_of(&self, hold: HoldId) -> Vec<i64> {
        let seats = self.store.seats_of(self.event, hold).await.unwrap();
        assert!(seats.iter().all(|(_, seat)| seat.hold().is_some_and(|of| of.id == hold)));
        let number = |(id, seat): &(SeatId, Seat)| match seat {
            Seat::Pinned(_) => -id.get(),
            Seat::Available | Seat::Held(_) | Seat::Sold { .. } => id.get(),
        };
        seats.iter().map(number).collect()
    }

    /// All seats of the hold, or one of them.
    pub(crate) async fn release_by_id(
        &self,
        caller: &Credentials,
        hold: HoldId,
        seat: Option<i64>,
    ) -> Result<Released, SeatError> {
        let seat = seat.map(|number| SeatId::new(number).unwrap());
        let (caller, traceparent) = (caller.clone(), Some(TRACE.to_owned()));
        let release = ReleaseReservation { event: self.event, hold, seat, caller, traceparent };
        self.store.release_reservation(release).await
    }

    pub(crate) async fn claim(
        &self,
        number: u128,
        caller: &Credentials,
        numbers: &[i64],
    ) -> Result<Claimed, ClaimError> {
        let (event, order) = (self.event, order(number));
        let command =
            ClaimSeats { event, order, seats: seats(numbers), pin: seconds(90), caller: caller.clone() };
        self.store.claim(command).await
    }

    pub(crate) async fn unclaim(&self, number: u128) {
        let command = UnclaimOrder { event: self.event, order: order(number), traceparent: None };
        self.store.unclaim(command).await.unwrap();
    }

    pub(crate) fn of_order(&self, number: u128, numbers: &[i64]) -> OrderCommand {
        let traceparent = Some(TRACE.to_owned());
        OrderCommand { event: self.event, order: order(number), seats: seats(numbers), traceparent }
    }

    /// As the command `message`: the same number again is a redelivery.
    pub(crate) async fn confirm(&self, message: u128, number: u128, numbers: &[i64]) -> Settled {
        let order_id = Uuid::from_u128(number);
        let replies = ConfirmReplies {
            confirmed: reply(message, ReservationReply::Confirmed { order_id }),
            refused: reply(message, ReservationReply::ConfirmRefused { order_id }),
        };
        self.store.confirm(self.of_order(number, numbers), replies).await.unwrap()
    }

    pub(crate) async fn release(&self, message: u128, number: u128, numbers: &[i64]) {
        let reply = reply(message, ReservationReply::Released { order_id: Uuid::from_u128(number) });
        self.store.release(self.of_order(number, numbers), reply).await.unwrap();
    }

    pub(crate) async fn correct(&self, message: u128, loser: u128, winners: &[(i64, u128)]) {
        let reply = reply(message, ReservationReply::Corrected { order_id: Uuid::from_u128(loser) });
        let winners =
            winners.iter().map(|(seat, winner)| (SeatId::new(*seat).unwrap(), order(*winner))).collect();
        let command = CorrectSales { event: self.event, loser: order(loser), winners };
        self.store.correct(command, reply).await.unwrap();
    }

    /// One letter a seat: A, H or S.
    pub(crate) async fn map(&self) -> String {
        letters(&self.store.snapshot(self.event).await.unwrap().statuses)
    }

    pub(crate) async fn version(&self) -> u64 {
        self.store.snapshot(self.event).await.unwrap().version
    }

    async fn unsent(&self) -> Vec<Message> {
        self.outbox.unsent(100_000).await.unwrap()
    }

    /// Everything that was published about this event: version, seat, status.
    pub(crate) async fn published(&self) -> Vec<(u64, i64, char)> {
        let messages = self.seat_messages().await;
        let ours = messages.iter().filter(|message| message.key == self.event.to_string());
        ours.flat_map(changes).collect()
    }

    pub(crate) async fn seat_messages(&self) -> Vec<Message> {
        let messages = self.unsent().await;
        messages.into_iter().filter(|message| message.decode::<SeatEvent>().is_ok()).collect()
    }

    /// By message id, because only messages with the same key are ordered.
    pub(crate) async fn replies(&self) -> Vec<(MessageId, ReservationReply)> {
        let messages = self.unsent().await;
        let mut replies: Vec<_> =
            messages.iter().filter_map(|message| Some((message.id, message.decode().ok()?))).collect();
        replies.sort_by_key(|(id, _)| *id);
        replies
    }

    /// In the order in which they are published.
    pub(crate) async fn replies_to(&self, number: u128) -> Vec<ReservationReply> {
        let messages = self.unsent().await;
        let replies = messages.iter().filter_map(|message| message.decode::<ReservationReply>().ok());
        replies.filter(|reply| reply.order_id() == Uuid::from_u128(number)).collect()
    }

    /// The versions have no gap, and the published changes add up to the snapshot.
    pub(crate) async fn check_fold(&self) {
        let map = self.map().await;
        let mut folded = vec!['A'; map.len()];
        for (index, (version, seat, status)) in self.published().await.into_iter().enumerate() {
            assert_eq!(version, index as u64 + 1, "versions have no gap and stand in order");
            let place = &mut folded[usize::try_from(seat).unwrap() - 1];
            assert_ne!(*place, status, "version {version} changes nothing");
            *place = status;
        }
        let folded: String = folded.into_iter().collect();
        assert_eq!(folded, map, "the snapshot is the fold of what was published");
        assert_eq!(self.version().await, self.published().await.len() as u64);
    }
}

/// Version, seat and status of each change in a message.
pub(crate) fn changes(message: &Message) -> Vec<(u64, i64, char)> {
    let letter = |status| match status {
        SeatStatus::Available => 'A',
        SeatStatus::Held => 'H',
        SeatStatus::Sold => 'S',
    };
    let changes = message.decode::<SeatEvent>().unwrap().changes().expect("each version has a change");
    changes.into_iter().map(|change| (change.version, change.seat_id, letter(change.status))).collect()
}

pub(crate) fn letters(statuses: &[Status]) -> String {
    let letter = |status: &Status| match status {
        Status::Available => 'A',
        Status::Held => 'H',
        Status::Sold => 'S',
    };
    statuses.iter().map(letter).collect()
}
