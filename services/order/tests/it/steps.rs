//! Fail at each step, then continue: whichever command is lost, and whatever the process does meanwhile, the order ends.

use std::sync::Arc;
use std::time::Duration;

use contracts::http::order::OrderStatus;
use primitives::FakeClock;

use crate::others::{Command, Reply, ignoring, willing};
use crate::room::{Plan, timeline};

type Policy = fn(&Command) -> Vec<Reply>;

/// The step that gets no reply, what the others do before it, and how the order ends when they reply again.
const STEPS: [(&str, Policy, OrderStatus); 5] = [
    ("authorize", willing, OrderStatus::Cancelled),
    ("confirm", willing, OrderStatus::Confirmed),
    ("capture", willing, OrderStatus::Confirmed),
    ("void", confirm_refused, OrderStatus::Cancelled),
    ("release", confirm_refused, OrderStatus::Cancelled),
];

fn confirm_refused(command: &Command) -> Vec<Reply> {
    vec![if command.name() == "confirm" { command.refused() } else { command.granted() }]
}

#[tokio::test]
async fn an_order_ends_although_any_one_step_got_no_reply() {
    for (step, before, end) in STEPS {
        let clock = Arc::new(FakeClock::default());
        let policy = move |command: &Command| if command.name() == step { vec![] } else { before(command) };
        let room = Plan::new().clock(&clock).policy(policy).open().await;
        let id = room.place(&[1]).await.order_id;
        room.until_received(id, step, 1).await;
        room.others.behave(before);
        // An authorization is not resent: its deadline ends the wait.
        clock.advance(Duration::from_secs(if step == "authorize" { 30 } else { 2 }));
        let order = room
            .until(id, step, |order| order.status == end && !timeline(order).last().unwrap().contains("SENT"))
            .await;
        assert_eq!(room.ledger().await.len(), usize::from(end == OrderStatus::Confirmed), "{step}");
        assert!(!order.stuck);
        room.close().await;
    }
}

#[tokio::test]
async fn an_order_ends_although_the_process_ended_at_any_step() {
    for (step, before, end) in STEPS {
        let clock = Arc::new(FakeClock::default());
        let policy = move |command: &Command| if command.name() == step { vec![] } else { before(command) };
        let room = Plan::new().clock(&clock).policy(policy).open().await;
        let id = room.place(&[1]).await.order_id;
        room.until_received(id, step, 1).await;
        let storage = room.close().await;

        clock.advance(Duration::from_secs(if step == "authorize" { 30 } else { 2 }));
        let room = Plan::new().clock(&clock).policy(before).storage(storage).open().await;
        room.until(id, step, |order| {
            order.status == end && !timeline(order).last().unwrap().contains("SENT")
        })
        .await;
        room.close().await;
    }
}

#[tokio::test]
async fn a_confirmation_that_came_while_the_process_was_down_is_handled_at_boot() {
    let room = Plan::new().policy(ignoring("confirm")).open().await;
    let id = room.place(&[1]).await.order_id;
    room.until_received(id, "confirm", 1).await;
    let confirm =
        room.others.received().into_iter().find(|received| received.command.name() == "confirm").unwrap();
    let others = room.others.clone();
    let storage = room.close().await;
    others.say(&confirm.command.granted()).await;
    drop(others);
    let room = Plan::new().storage(storage).open().await;
    room.until_confirmed(id).await;
    room.close().await;
}
