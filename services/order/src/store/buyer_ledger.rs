//! The buyer ledger: of each buyer and event it has as many places as the buyer may buy, and a place has room for one seat for ever.

use std::collections::{BTreeMap, HashSet};

use primitives::{EventId, HoldOwner, OrderId};
use sql::{Insert, List, OnDuplicate, Transaction, query};

use super::StoreError;
use super::codes::{self, damaged};
use crate::domain::{Order, TakenPlaces, free_places};

const ENTER: Insert<4> = Insert::into("buyer_ledger", ["event_id", "buyer", "k", "order_id"]);

/// An order whose owner may not buy without end.
struct Limited<'a> {
    order: &'a Order,
    buyer: String,
    limit: u32,
}

/// Gives a place to each seat of these orders. Those that find too few get none, and are named. Safe to repeat. Of two units of work that take
/// the same place, the second waits, and has to be started over.
pub(super) async fn enter(tx: &mut Transaction, orders: &[&Order]) -> Result<HashSet<OrderId>, StoreError> {
    let limited: Vec<Limited<'_>> = orders.iter().filter_map(|order| Limited::of(order)).collect();
    if limited.is_empty() {
        return Ok(HashSet::new());
    }
    let mut taken = taken(tx, &limited).await?;
    let (mut new, mut refused) = (BTreeMap::new(), HashSet::new());
    for Limited { order, buyer, limit } in &limited {
        let places = taken.entry((order.event, buyer.clone())).or_default();
        match free_places(places, order.id, order.items.len(), *limit) {
            Some(free) => {
                places.extend(free.iter().map(|place| (*place, order.id)));
                new.extend(free.into_iter().map(|place| ((order.event, buyer, place), order.id)));
            }
            None => {
                refused.insert(order.id);
            }
        }
    }
    // In one order for all units of work, so that no two of them deadlock.
    let rows = new.iter().map(|((event, buyer, place), order)| {
        [event.get().into(), buyer.as_str().into(), i64::from(*place).into(), order.to_string().into()]
    });
    if ENTER.only_new(rows.collect(), tx).await? != new.len() as u64 {
        return Err(StoreError::Contended("another order of this buyer was confirmed".into()));
    }
    Ok(refused)
}

/// Of orders that are not sold after all.
pub(super) fn leave<'a>(
    tx: &mut Transaction,
    orders: impl Iterator<Item = &'a OrderId>,
) -> Result<(), StoreError> {
    let orders: Vec<String> = orders.map(OrderId::to_string).collect();
    for some in List::of(&orders) {
        query(some.text("DELETE FROM buyer_ledger WHERE order_id IN "))
            .bind_all(some.values())
            .pipelined(OnDuplicate::Error, tx)?;
    }
    Ok(())
}

async fn taken(
    tx: &mut Transaction,
    limited: &[Limited<'_>],
) -> Result<BTreeMap<(EventId, String), TakenPlaces>, StoreError> {
    let mut buyers = BTreeMap::<EventId, Vec<&str>>::new();
    for Limited { order, buyer, .. } in limited {
        buyers.entry(order.event).or_default().push(buyer);
    }
    let mut taken = BTreeMap::<_, TakenPlaces>::new();
    for (event, buyers) in buyers {
        for some in List::of(&buyers) {
            let text =
                some.text("SELECT buyer, k, order_id FROM buyer_ledger WHERE event_id = ? AND buyer IN ");
            let rows: Vec<(String, i64, String)> =
                query(text).bind(event.get()).bind_all(some.values().copied()).fetch_all(tx).await?;
            for (buyer, place, order) in rows {
                let place = u32::try_from(place).map_err(|_| damaged("a place", place))?;
                let order = order.parse().map_err(|_| damaged("an order id", order))?;
                taken.entry((event, buyer)).or_default().insert(place, order);
            }
        }
    }
    Ok(taken)
}

impl<'a> Limited<'a> {
    fn of(order: &'a Order) -> Option<Self> {
        let HoldOwner::User(user) = &order.owner else { return None };
        Some(Self { order, buyer: codes::owner_key(user), limit: order.buyer_limit? })
    }
}
