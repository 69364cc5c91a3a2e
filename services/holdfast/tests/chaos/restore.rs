//! The records of orders are restored to an earlier moment, by the runbook.

use std::collections::BTreeSet;

use contracts::services::ORDER;
use testkit::Installation;
use testkit::installation::Operator;
use tokio::time::Instant;
use uuid::Uuid;

/// What the records have after a restore.
pub(crate) struct Restored {
    /// Whatever was acknowledged before this is in the backup.
    pub(crate) backed_up: Instant,
    pub(crate) orders: BTreeSet<Uuid>,
}

/// At most one backup is waiting to be restored.
#[derive(Default)]
pub(crate) struct Restores {
    operator: Option<Operator>,
    backed_up: Option<Instant>,
    is_money_due: bool,
}

impl Restores {
    pub(crate) fn back_up(&mut self, house: &mut Installation) {
        self.backed_up = Some(Instant::now());
        let seats = house.engines().seats();
        let primary = seats.primary_of("holdfast:{events}");
        let redis = seats.address(primary);
        // Another server may be the primary than the last time.
        self.operator.insert(Operator::on(house.engines(), redis)).back_up();
    }

    pub(crate) fn restore(&mut self, house: &mut Installation) -> Restored {
        let (operator, backed_up) = (self.operator.as_ref().unwrap(), self.backed_up.take().unwrap());
        [0, 1].iter().for_each(|instance| house.process(ORDER.name, *instance).kill9());
        operator.restore();
        let (orders, open) = operator.orders();
        [0, 1].iter().for_each(|instance| house.process(ORDER.name, *instance).start_again());
        self.is_money_due = true;
        println!("           {} orders were restored, {} of them not decided", orders.len(), open.len());
        Restored { backed_up, orders }
    }

    pub(crate) fn are_done(&self) -> bool {
        self.is_money_due
    }

    /// When all messages have arrived.
    pub(crate) fn settle(&self) {
        if let (Some(operator), true) = (&self.operator, self.is_money_due) {
            operator.give_money_back();
        }
    }
}
