//! Every step of the saga goes wrong in every way, and whatever has to be undone is undone twice. Nothing is left over.
//!
//! The steps are those of the saga's own table, so a new one is in the matrix the moment it is in the table.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures::{StreamExt, stream};
use primitives::FakeClock;
use testkit::{eventually, eventually_whole};
use uuid::Uuid;

use crate::others::{Command, Reply};
use crate::room::{Plan, Room, SOON};
use crate::world::{Money, World};

/// Cases that run beside each other.
const AT_ONCE: usize = 8;
/// How time passes while the order waits.
const TICK: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mishap {
    /// It is refused for good.
    Fails,
    /// It is done twice, and both times said twice.
    Repeated,
    /// It is done, and the answer is lost.
    Unknown,
    /// The process ends after it has sent the command, and the command is lost.
    CrashBefore,
    /// The process ends when the command is carried out, before it has received the reply.
    CrashAfter,
}

const MISHAPS: [Mishap; 5] =
    [Mishap::Fails, Mishap::Repeated, Mishap::Unknown, Mishap::CrashBefore, Mishap::CrashAfter];

/// The first command of an order, and every command that the table sends after it.
fn steps() -> BTreeSet<String> {
    let sends = include_str!("../../src/domain/saga_table.txt").lines().filter_map(|line| {
        let (_, sends) = line.split_once("sends ")?;
        Some(sends.split('|').next().unwrap_or(sends))
    });
    let names = sends.flat_map(|sends| sends.split(", ")).map(|command| {
        let name = command.split('(').next().unwrap_or(command);
        name.trim().to_lowercase()
    });
    names.filter(|name| name != "nothing").chain(["authorize".to_owned()]).collect()
}

/// One order, one step of it, and what goes wrong there.
struct Case {
    step: String,
    mishap: Mishap,
    undo_repeated: bool,
    world: World,
    /// Before that, everything works.
    is_on: AtomicBool,
    /// How often the command of the step was received.
    calls: AtomicUsize,
    undone: AtomicUsize,
}

impl Case {
    fn new(step: &str, mishap: Mishap, undo_repeated: bool) -> Self {
        Self {
            step: step.to_owned(),
            mishap,
            undo_repeated,
            world: World::default(),
            is_on: AtomicBool::new(false),
            calls: AtomicUsize::new(0),
            undone: AtomicUsize::new(0),
        }
    }

    fn answer(&self, command: &Command) -> Vec<Reply> {
        let name = command.name();
        if !self.is_on.load(Ordering::SeqCst) {
            return vec![self.world.grant(command)];
        }
        if name == self.step {
            let is_first = self.calls.fetch_add(1, Ordering::SeqCst) == 0;
            // Refused for good is refused each time: on a slow machine the command is resent before the refusal arrives.
            if is_first || self.needs_a_person() {
                return self.go_wrong(command);
            }
        }
        if is_undo(name) && self.undo_repeated && self.undone.fetch_add(1, Ordering::SeqCst) == 0 {
            self.world.grant(command);
            return vec![];
        }
        if name == "confirm" && matches!(self.step.as_str(), "void" | "release") {
            return vec![self.world.refuse(command)];
        }
        vec![self.world.grant(command)]
    }

    fn go_wrong(&self, command: &Command) -> Vec<Reply> {
        match self.mishap {
            // No one waits for its answer: the bus delivers it until it is done.
            Mishap::Fails | Mishap::CrashBefore if command.name() == "correct" => {
                self.world.grant(command);
                vec![]
            }
            // A command that must not be refused can only get no reply.
            Mishap::Fails if command.name() == "release" => vec![],
            Mishap::Fails => vec![self.world.refuse(command)],
            Mishap::Repeated => vec![self.world.grant(command), self.world.grant(command)],
            Mishap::Unknown | Mishap::CrashAfter => {
                self.world.grant(command);
                vec![]
            }
            Mishap::CrashBefore => vec![],
        }
    }

    /// The seat stays sold, or the order unsold, and the money is neither taken nor let go of: a person has to look.
    fn needs_a_person(&self) -> bool {
        self.mishap == Mishap::Fails && matches!(self.step.as_str(), "capture" | "void")
    }

    fn name(&self) -> String {
        format!("{} {:?}, undo repeated: {}", self.step, self.mishap, self.undo_repeated)
    }
}

fn is_undo(name: &str) -> bool {
    matches!(name, "void" | "release" | "correct")
}

fn plan(case: &Arc<Case>, clock: &Arc<FakeClock>) -> Plan {
    let case = case.clone();
    Plan::new().clock(clock).policy(move |command| case.answer(command))
}

async fn run(case: Case) {
    let (case, clock) = (Arc::new(case), Arc::new(FakeClock::default()));
    let mut room = plan(&case, &clock).open().await;
    // Something is corrected where the seat store sells what the ledger knows as sold.
    let winner = if case.step == "correct" { Some(room.place(&[1]).await.order_id) } else { None };
    if let Some(winner) = winner {
        let state = ended(&room, &clock, winner).await;
        assert_eq!(state, "DONE");
    }
    case.is_on.store(true, Ordering::SeqCst);
    let order = room.place(&[1, 2]).await.order_id;
    if matches!(case.mishap, Mishap::CrashBefore | Mishap::CrashAfter) {
        room = restarted(room, &case, &clock, order).await;
    }
    let state = ended(&room, &clock, order).await;
    nothing_is_left(&room, &case, order, &state).await;
    if let Some(winner) = winner {
        assert_eq!(case.world.sold_to(winner), [1], "{}: the winner's seat", case.name());
    }
    room.close().await;
}

/// Ends the process after it has sent the command, and starts it again; the reply that came in between is there then.
async fn restarted(room: Room, case: &Arc<Case>, clock: &Arc<FakeClock>, order: Uuid) -> Room {
    eventually("the command of the step is received", SOON, async || {
        clock.advance(TICK);
        (case.calls.load(Ordering::SeqCst) > 0).then_some(())
    })
    .await;
    let others = room.others.clone();
    let storage = room.close().await;
    if case.mishap == Mishap::CrashAfter {
        let received = others.received();
        let lost = received
            .iter()
            .find(|received| received.command.order() == order && received.command.name() == case.step);
        others.say(&case.world.grant(&lost.unwrap().command)).await;
    }
    drop(others);
    plan(case, clock).storage(storage).open().await
}

/// The state in which the saga ends, with nothing left to be sent.
async fn ended(room: &Room, clock: &FakeClock, order: Uuid) -> String {
    eventually_whole("the order comes to its end", SOON, async || {
        clock.advance(TICK);
        let mut reader = room.database.reader().await.unwrap();
        let (state, due): (String, Option<i64>) =
            sql::query("SELECT state, due_us FROM sagas WHERE order_id = ?")
                .bind(order.to_string())
                .fetch_one(&mut reader)
                .await
                .unwrap();
        let (unsent,): (i64,) =
            sql::query("SELECT COUNT(*) FROM outbox WHERE sent_us = 0").fetch_one(&mut reader).await.unwrap();
        let is_over =
            matches!(state.as_str(), "DONE" | "CANCELLED" | "STUCK") && due.is_none() && unsent == 0;
        if is_over { Ok(state) } else { Err(format!("{state}, due {due:?}, {unsent} unsent")) }
    })
    .await
}

async fn nothing_is_left(room: &Room, case: &Case, order: Uuid, state: &str) {
    let name = case.name();
    assert!(case.calls.load(Ordering::SeqCst) > 0, "{name}: the step was never taken");
    let ledger: Vec<i64> = room
        .ledger()
        .await
        .into_iter()
        .filter(|(_, buyer)| *buyer == order.to_string())
        .map(|(seat, _)| seat)
        .collect();
    let money = case.world.money(order);
    let sold = case.world.sold_to(order);
    assert_eq!(ledger, sold, "{name}: the ledger and the seats");
    assert_eq!(state == "STUCK", case.needs_a_person(), "{name} ended {state}");
    let is_sold = state == "DONE" || case.step == "capture" && state == "STUCK";
    assert_eq!(ledger, if is_sold { vec![1, 2] } else { vec![] }, "{name} ended {state}");
    assert_eq!(case.world.has_released(order), !is_sold, "{name} ended {state}");
    let is_right = match state {
        "DONE" => money == Some(Money::Captured),
        "CANCELLED" => matches!(money, None | Some(Money::LetGo | Money::Declined)),
        _ => money == Some(Money::Authorized),
    };
    assert!(is_right, "{name} ended {state} with the money {money:?}");
    let mut reader = room.database.reader().await.unwrap();
    let (parked,): (i64,) = sql::query("SELECT COUNT(*) FROM parked").fetch_one(&mut reader).await.unwrap();
    assert_eq!(parked, 0, "{name}: messages that could not be handled");
}

#[test]
fn the_steps_are_those_of_the_table() {
    let known = ["authorize", "capture", "confirm", "correct", "release", "void"];
    assert!(steps().iter().map(String::as_str).eq(known), "{:?}", steps());
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_at_whatever_step_nothing_is_left_over() {
    let steps = steps();
    let cases = steps.iter().flat_map(|step| {
        MISHAPS.into_iter().flat_map(move |mishap| [false, true].map(|twice| Case::new(step, mishap, twice)))
    });
    let ran = stream::iter(cases).map(run).buffer_unordered(AT_ONCE).count().await;
    assert_eq!(ran, steps.len() * MISHAPS.len() * 2);
}
