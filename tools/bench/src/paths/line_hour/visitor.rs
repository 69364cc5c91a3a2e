//! One visitor: what a page and the person before it do.

use anyhow::Context;
use primitives::{EventId, VisitorId};
use waiting_room::app::{LineArrival, PlaceView, TicketError, WaitingRooms};
use waiting_room::domain::{CallRefusal, PlaceEnd, PlaceNumber, PlaceState};
use waiting_room::ports::LineStore as _;

use super::crowd::{Habit, Plan, Tick, between, seconds, ticks};
use super::memory_lines::MemoryLines;
use crate::measure::Chance;

/// From seeing the call to answering it, in seconds.
const ANSWERS_WITHIN: (u64, u64) = (2, 8);
/// Of a tab that is hidden most of the time, in seconds.
const SHOWN_FOR: (u64, u64) = (30, 120);
const HIDDEN_FOR: (u64, u64) = (60, 600);
/// How often a browser lets a hidden page work.
const HIDDEN_ASKS_EVERY: u64 = 60;
const HEARTBEAT_EVERY: u64 = 30;

pub(super) struct Visitor {
    id: VisitorId,
    plan: Plan,
    doing: Doing,
    ticket: String,
    number: Option<PlaceNumber>,
    /// Of a tab that may be hidden: until when it is as it is.
    looks: Looks,
    pub(super) polls: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Coming,
    Waiting,
    Answering,
    /// Until this tick.
    InTheSale(Tick),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Looks {
    is_hidden: bool,
    until: Tick,
}

/// What happens next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    At(Tick),
    /// Was in the sale.
    Served,
    /// Has gone without a word, and does not come back.
    LeftSilently,
    /// Stood in line, and has no place any more.
    Lost,
}

/// What all of them share.
pub(super) struct World<'w> {
    pub(super) rooms: &'w WaitingRooms,
    pub(super) lines: &'w MemoryLines,
    pub(super) event: EventId,
    pub(super) hidden_pages_ask: bool,
}

impl Visitor {
    pub(super) fn new(number: u32, plan: Plan) -> Self {
        let looks = Looks { is_hidden: false, until: 0 };
        let id = VisitorId(u128::from(number) + 1);
        Self { id, plan, doing: Doing::Coming, ticket: String::new(), number: None, looks, polls: 0 }
    }

    pub(super) fn stays(&self) -> bool {
        !matches!(self.plan.habit, Habit::LeavesAt(_))
    }

    pub(super) async fn act(
        &mut self,
        world: &World<'_>,
        now: Tick,
        chance: &mut Chance,
    ) -> anyhow::Result<Next> {
        match self.doing {
            Doing::Coming => self.enter(world, now).await,
            Doing::Waiting => self.wait(world, now, chance),
            Doing::Answering => self.answer(world, now).await,
            Doing::InTheSale(until) if until <= now => self.leave_the_sale(world).await,
            Doing::InTheSale(until) => {
                world.rooms.heartbeat(&self.ticket, self.id).await?;
                Ok(Next::At(until.min(now + seconds(HEARTBEAT_EVERY))))
            }
        }
    }

    async fn enter(&mut self, world: &World<'_>, now: Tick) -> anyhow::Result<Next> {
        let entered = world.rooms.enter(world.event, self.id, &LineArrival::default()).await?;
        (self.ticket, self.number, self.doing) = (entered.ticket, entered.placement.number, Doing::Waiting);
        Ok(Next::At(now + asks_after(&entered.placement)))
    }

    fn wait(&mut self, world: &World<'_>, now: Tick, chance: &mut Chance) -> anyhow::Result<Next> {
        if matches!(self.plan.habit, Habit::LeavesAt(at) if at <= now) {
            return Ok(Next::LeftSilently);
        }
        let is_hidden = self.is_hidden(now, chance);
        if is_hidden && !world.hidden_pages_ask {
            return Ok(Next::At(self.looks.until));
        }
        self.polls += 1;
        let place = world.rooms.place(&self.ticket, self.id)?;
        match place.state {
            PlaceState::Called { .. } if !is_hidden => {
                self.doing = Doing::Answering;
                let (least, most) = ANSWERS_WITHIN;
                Ok(Next::At(now + between(chance, seconds(least), seconds(most))))
            }
            PlaceState::Ended | PlaceState::Closed | PlaceState::Active { .. } => Ok(Next::Lost),
            PlaceState::Registered
            | PlaceState::Waiting { .. }
            | PlaceState::Away
            | PlaceState::Returned { .. }
            | PlaceState::Called { .. } => Ok(Next::At(self.asks_again_at(now, &place))),
        }
    }

    fn asks_again_at(&self, now: Tick, place: &PlaceView) -> Tick {
        if self.looks.is_hidden {
            self.looks.until.min(now + seconds(HIDDEN_ASKS_EVERY))
        } else {
            now + asks_after(place)
        }
    }

    fn is_hidden(&mut self, now: Tick, chance: &mut Chance) -> bool {
        if self.plan.habit != Habit::Hides {
            return false;
        }
        if self.looks.until <= now {
            let is_hidden = !self.looks.is_hidden;
            let (least, most) = if is_hidden { HIDDEN_FOR } else { SHOWN_FOR };
            let until = now + between(chance, seconds(least), seconds(most));
            self.looks = Looks { is_hidden, until };
        }
        self.looks.is_hidden
    }

    async fn answer(&mut self, world: &World<'_>, now: Tick) -> anyhow::Result<Next> {
        match world.rooms.claim(&self.ticket, self.id).await {
            Ok(_) => {
                let until = now + self.plan.in_the_sale;
                self.doing = Doing::InTheSale(until);
                Ok(Next::At(until.min(now + seconds(HEARTBEAT_EVERY))))
            }
            // Too late: the number is kept.
            Err(TicketError::Claim(CallRefusal::NotCalled)) => {
                self.doing = Doing::Waiting;
                Ok(Next::At(now + 1))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// In the store, as the turn does it that has heard of a purchase.
    async fn leave_the_sale(&mut self, world: &World<'_>) -> anyhow::Result<Next> {
        let number = self.number.context("a visitor in the sale has a number")?;
        world.lines.end(world.event, number, PlaceEnd::Bought).await?;
        Ok(Next::Served)
    }
}

fn asks_after(place: &PlaceView) -> Tick {
    ticks(place.ask_after).max(1)
}
