//! A store whose clock the test moves, and short names for what tests do with it.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, EventId, FakeClock, Timestamp, VisitorId};
use uuid::Uuid;
use waiting_room::domain::{
    ChangedBy, Control, Join, JoinIndex, LineView, PlaceClaim, PlaceEnd, PlaceNumber, PlaceState, Room,
    RoomChange, RoomRules, SessionId, Slot,
};
use waiting_room::ports::{ClaimError, LineStore, RoomError, ViewAnswer, ViewUpdate};

pub(crate) struct World {
    pub(crate) store: Arc<dyn LineStore>,
    pub(crate) clock: Arc<FakeClock>,
    /// What has to be there for as long as the store.
    _kept: Box<dyn Any + Send + Sync>,
}

impl World {
    /// The only one, unless a test says otherwise.
    pub(crate) fn event() -> EventId {
        EventId::new(4).unwrap()
    }

    pub(crate) fn new(
        store: Arc<dyn LineStore>,
        clock: Arc<FakeClock>,
        kept: impl Any + Send + Sync,
    ) -> Self {
        Self { store, clock, _kept: Box::new(kept) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }

    pub(crate) async fn open_room(&self, cap: u32, ceiling: u32) {
        let rules = RoomRules { cap, ceiling, ..RoomRules::default() };
        self.change(RoomChange::Open { rules, later: None }).await.unwrap();
    }

    /// By an operator.
    pub(crate) async fn change(&self, change: RoomChange) -> Result<Room, RoomError> {
        self.change_of(Self::event(), change).await
    }

    pub(crate) async fn change_of(&self, event: EventId, change: RoomChange) -> Result<Room, RoomError> {
        self.store.change(event, change, by("mina")).await
    }

    pub(crate) async fn end(&self, number: u32) {
        self.store.end(Self::event(), PlaceNumber(number), PlaceEnd::Left).await.unwrap();
    }

    /// The index, and whether it is new.
    pub(crate) async fn join(&self, visitor: u128) -> (u32, bool) {
        let join = Join { visitor: VisitorId(visitor), instead_of: None };
        let joined = self.store.join(Self::event(), &[join]).await.unwrap();
        (joined[0].index.0, joined[0].is_new)
    }

    /// Visitors 0 to `count` - 1, with the numbers 1 to `count`.
    pub(crate) async fn join_many(&self, count: u32) {
        let join = |visitor: u32| Join { visitor: VisitorId(visitor.into()), instead_of: None };
        let joins: Vec<Join> = (0..count).map(join).collect();
        for some in joins.chunks(250) {
            self.store.join(Self::event(), some).await.unwrap();
        }
    }

    pub(crate) async fn turn(&self) -> Vec<u32> {
        self.store.turn(Self::event()).await.unwrap().called.iter().map(|number| number.0).collect()
    }

    /// By the visitor who joined at this place.
    pub(crate) async fn claim(&self, number: u32) -> Result<Slot, ClaimError> {
        self.store.claim(Self::event(), &claim(number, u128::from(number))).await
    }

    pub(crate) async fn view(&self) -> ViewUpdate {
        let ViewAnswer::Changed(update) = self.store.view(Self::event(), None).await.unwrap() else {
            panic!("the event has no room");
        };
        *update
    }

    pub(crate) async fn state(&self, number: u32) -> PlaceState {
        self.line_view().await.state_of(PlaceNumber(number))
    }

    pub(crate) async fn line_view(&self) -> LineView {
        let update = self.view().await;
        let mut view = LineView::of(update.room);
        view.slots = update.slots.into_iter().collect();
        view.returned = update.returned.into_iter().collect();
        update.gone.iter().for_each(|number| view.gone.insert(number.0));
        view
    }
}

/// With a reason.
pub(crate) fn by(actor: &str) -> ChangedBy {
    ChangedBy::Operator(Control { actor: actor.to_owned(), reason: "the doors are late".to_owned() })
}

pub(crate) fn claim(number: u32, session: u128) -> PlaceClaim {
    let index = number - 1;
    PlaceClaim {
        visitor: VisitorId(index.into()),
        index: JoinIndex(index),
        number: PlaceNumber(number),
        session: SessionId(Uuid::from_u128(session)),
    }
}
