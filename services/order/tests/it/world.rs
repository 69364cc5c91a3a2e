//! The other services with a memory: which orders are authorized, which order has which seat. A repeated command has one effect.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use contracts::messages::{PaymentCommand, ReservationCommand};
use uuid::Uuid;

use crate::others::{Command, Reply};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Money {
    Authorized,
    Captured,
    LetGo,
    Declined,
}

#[derive(Default)]
pub(crate) struct World(Mutex<Books>);

#[derive(Default)]
struct Books {
    money: BTreeMap<Uuid, Money>,
    /// An order pins its seats before it sends any command.
    sold: BTreeMap<i64, Uuid>,
    /// Orders that have given back what they had, and get nothing any more.
    released: BTreeSet<Uuid>,
}

impl World {
    /// Carries the command out, once and for all, and replies so.
    pub(crate) fn grant(&self, command: &Command) -> Reply {
        let mut books = self.0.lock().unwrap();
        let is_granted = match command {
            Command::Payment(command) => books.pay(command),
            Command::Reservation(command) => books.seat(command),
        };
        if is_granted { command.granted() } else { command.refused() }
    }

    /// Refuses the command, now and later, and replies so.
    pub(crate) fn refuse(&self, command: &Command) -> Reply {
        if command.name() == "authorize" {
            self.0.lock().unwrap().money.insert(command.order(), Money::Declined);
        }
        command.refused()
    }

    pub(crate) fn money(&self, order: Uuid) -> Option<Money> {
        self.0.lock().unwrap().money.get(&order).copied()
    }

    pub(crate) fn has_released(&self, order: Uuid) -> bool {
        self.0.lock().unwrap().released.contains(&order)
    }

    pub(crate) fn sold_to(&self, order: Uuid) -> Vec<i64> {
        let books = self.0.lock().unwrap();
        books.sold.iter().filter(|(_, buyer)| **buyer == order).map(|(seat, _)| *seat).collect()
    }
}

impl Books {
    fn pay(&mut self, command: &PaymentCommand) -> bool {
        let order = command.order_id();
        let now = self.money.get(&order).copied();
        let next = match (command, now) {
            (PaymentCommand::Authorize { .. }, None | Some(Money::Authorized)) => Money::Authorized,
            (PaymentCommand::Capture { .. }, Some(Money::Authorized | Money::Captured)) => Money::Captured,
            // Before the authorization, too, which is refused then.
            (PaymentCommand::Void { .. }, None | Some(Money::Authorized | Money::LetGo)) => Money::LetGo,
            (PaymentCommand::Void { .. }, Some(Money::Declined)) => Money::Declined,
            _ => return false,
        };
        self.money.insert(order, next);
        true
    }

    fn seat(&mut self, command: &ReservationCommand) -> bool {
        let order = command.order_id();
        match command {
            ReservationCommand::Confirm { .. } if self.released.contains(&order) => return false,
            ReservationCommand::Confirm { seat_ids, .. } => {
                self.sold.extend(seat_ids.iter().map(|seat| (*seat, order)));
            }
            ReservationCommand::Release { seat_ids, .. } => {
                self.sold.retain(|seat, buyer| *buyer != order || !seat_ids.contains(seat));
                self.released.insert(order);
            }
            ReservationCommand::Correct { corrections, .. } => {
                for correction in corrections {
                    self.sold.insert(correction.seat_id, correction.winner);
                }
            }
        }
        true
    }
}
