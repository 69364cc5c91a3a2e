//! The sale ledger, where a seat has room for one order for ever.

use std::collections::{BTreeMap, HashMap};

use primitives::{EventId, OrderId, SeatId, TierName, Timestamp};
use sql::{Insert, List, OnDuplicate, Transaction, query};

use super::StoreError;
use super::codes::damaged;
use crate::domain::saga::LostSeat;
use crate::domain::{Order, OrderItem};

const ENTER: Insert<5> = Insert::into("sale_ledger", ["event_id", "seat_id", "order_id", "sold_us", "tier"]);

/// Which order wants which seat, and at which price. In one order for all units of work, so that no two of them deadlock.
type Wanted<'a> = BTreeMap<(EventId, SeatId), (OrderId, Option<&'a TierName>)>;

/// Gives what was lost, and to whom. An order that wants a seat of another one before it is entered in another round: what becomes of that
/// one is certain then.
pub(super) async fn enter<'a>(
    tx: &mut Transaction,
    orders: &[&'a Order],
    now: Timestamp,
) -> Result<HashMap<OrderId, Vec<LostSeat>>, StoreError> {
    let mut lost = HashMap::new();
    let mut waiting = orders.to_vec();
    // Each round enters the first one at least.
    while !waiting.is_empty() {
        let mut wanted = Wanted::new();
        waiting.retain(|order| {
            let order: &'a Order = order;
            let is_free = order.seats().all(|seat| !wanted.contains_key(&(order.event, seat)));
            if is_free {
                let entry = |item: &'a OrderItem| ((order.event, item.seat), (order.id, item.tier.as_ref()));
                wanted.extend(order.items.iter().map(entry));
            }
            !is_free
        });
        lost.extend(enter_apart(tx, &wanted, now).await?);
    }
    Ok(lost)
}

/// Orders of which no two want the same seat.
async fn enter_apart(
    tx: &mut Transaction,
    wanted: &Wanted<'_>,
    now: Timestamp,
) -> Result<HashMap<OrderId, Vec<LostSeat>>, StoreError> {
    let rows = wanted.iter().map(|((event, seat), (order, tier))| {
        let tier = tier.map(TierName::as_str);
        [event.get().into(), seat.get().into(), order.to_string().into(), now.as_micros().into(), tier.into()]
    });
    let entered = ENTER.only_new(rows.collect(), tx).await?;
    if entered == wanted.len() as u64 {
        return Ok(HashMap::new());
    }
    let lost = lost_seats(tx, wanted).await?;
    let losers: Vec<String> = lost.keys().map(OrderId::to_string).collect();
    for some in List::of(&losers) {
        query(some.text("DELETE FROM sale_ledger WHERE order_id IN "))
            .bind_all(some.values())
            .pipelined(OnDuplicate::Error, tx)?;
    }
    Ok(lost)
}

async fn lost_seats(
    tx: &mut Transaction,
    wanted: &Wanted<'_>,
) -> Result<HashMap<OrderId, Vec<LostSeat>>, StoreError> {
    let buyers = buyers(tx, wanted).await?;
    let mut lost = HashMap::<OrderId, Vec<LostSeat>>::new();
    for ((event, seat), (order, _)) in wanted {
        // The order that stood in the way has given the seat up meanwhile.
        let taken_back = || StoreError::Contended("a sale was taken back".into());
        let winner = *buyers.get(&(*event, *seat)).ok_or_else(taken_back)?;
        if winner != *order {
            lost.entry(*order).or_default().push(LostSeat { seat: *seat, winner });
        }
    }
    Ok(lost)
}

async fn buyers(
    tx: &mut Transaction,
    wanted: &Wanted<'_>,
) -> Result<HashMap<(EventId, SeatId), OrderId>, StoreError> {
    let mut seats = BTreeMap::<EventId, Vec<i64>>::new();
    for (event, seat) in wanted.keys() {
        seats.entry(*event).or_default().push(seat.get());
    }
    let mut buyers = HashMap::new();
    for (event, seats) in seats {
        for some in List::of(&seats) {
            let text =
                some.text("SELECT seat_id, order_id FROM sale_ledger WHERE event_id = ? AND seat_id IN ");
            let rows: Vec<(i64, String)> =
                query(text).bind(event.get()).bind_all(some.values()).fetch_all(tx).await?;
            for (seat, order) in rows {
                let seat = SeatId::new(seat).map_err(|_| damaged("a seat id", seat))?;
                buyers.insert((event, seat), order.parse().map_err(|_| damaged("a buyer", order))?);
            }
        }
    }
    Ok(buyers)
}
