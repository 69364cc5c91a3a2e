//! Lists of a user's orders.

use order::domain::{Order, OrderCursor, OrderStatus, WantedOrders};
use order::store::OrderStore;
use primitives::{EventId, HoldOwner};

use super::{at, id, insert, order, user};

pub(crate) async fn a_list_is_of_one_user_newest_first_behind_a_cursor(store: &OrderStore) {
    for (number, owner, created) in
        [(1, "mina", 1), (2, "mina", 2), (3, "mina", 2), (4, "Mina", 3), (5, "mina", 4)]
    {
        insert(store, &order(number, HoldOwner::User(user(owner)), &[1], at(created))).await;
    }
    insert(store, &order(6, HoldOwner::Anonymous, &[1], at(5))).await;
    insert(store, &order(7, HoldOwner::User(user("g:7")), &[1], at(3))).await;
    let list = async |after, limit| {
        let listed = store.list(&user("mina"), None, WantedOrders::default(), after, limit).await.unwrap();
        assert!(listed.iter().all(|details| details.timeline.len() == 2));
        listed.iter().map(|details| details.order.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 9).await, [id(5), id(3), id(2), id(1)]);
    assert_eq!(list(None, 2).await, [id(5), id(3)]);
    assert_eq!(list(Some(OrderCursor { created: at(2), order: id(3) }), 9).await, [id(2), id(1)]);
    assert_eq!(list(Some(OrderCursor { created: at(1), order: id(1) }), 9).await, []);
    let (mina, guest) = (user("mina"), user("g:7"));
    let grown = async |after, limit| {
        let listed = store.list(&mina, Some(&guest), WantedOrders::default(), after, limit).await.unwrap();
        listed.iter().map(|details| details.order.id).collect::<Vec<_>>()
    };
    assert_eq!(grown(None, 9).await, [id(5), id(7), id(3), id(2), id(1)]);
    assert_eq!(grown(None, 2).await, [id(5), id(7)]);
    assert_eq!(grown(Some(OrderCursor { created: at(3), order: id(7) }), 2).await, [id(3), id(2)]);
}

pub(crate) async fn a_list_is_of_one_event_or_status_where_that_is_wanted(store: &OrderStore) {
    for (number, event) in [(1, 1), (2, 2), (3, 1)] {
        let owner = HoldOwner::User(user("mina"));
        let event = EventId::new(event).unwrap();
        insert(store, &Order { event, ..order(number, owner, &[1], at(number as u64)) }).await;
    }
    let list = async |event: Option<i64>, status, after| {
        let wanted = WantedOrders { event: event.map(|event| EventId::new(event).unwrap()), status };
        let listed = store.list(&user("mina"), None, wanted, after, 9).await.unwrap();
        assert!(listed.iter().all(|details| details.timeline.len() == 2));
        listed.iter().map(|details| details.order.id).collect::<Vec<_>>()
    };
    assert_eq!(list(Some(1), None, None).await, [id(3), id(1)]);
    assert_eq!(list(Some(2), Some(OrderStatus::Created), None).await, [id(2)]);
    assert_eq!(list(None, Some(OrderStatus::Confirmed), None).await, []);
    assert_eq!(list(Some(1), None, Some(OrderCursor { created: at(3), order: id(3) })).await, [id(1)]);
}
