//! Random commands, beside the rules of the domain.

use std::time::Duration;

use primitives::{IdSource, SeededIds, VisitorId};
use waiting_room::domain::{
    AdmissionEntry, AdmissionStep, ChangedBy, Join, Line, LineChange, Load, OrderIntake, PlaceEnd,
    PlaceNumber, Reading, Room, RoomChange, RoomRules, SeatsLeft, SlotState, TurnReport,
};

use super::World;
use super::world::claim;

const SEEDS: u64 = 8;
const STEPS: u32 = 120;
const NUMBERS: u32 = 24;

/// The line as the domain decides it.
struct Model {
    line: Line,
    gone: Vec<PlaceNumber>,
    admissions: Vec<AdmissionEntry>,
}

impl Model {
    fn apply(&mut self, changes: Vec<LineChange>, world: &World) {
        for change in changes {
            match &change {
                LineChange::Gone(number) => self.gone.push(*number),
                LineChange::Recorded(entry) => self.admissions.push(*entry),
                LineChange::Room(_)
                | LineChange::Joined { .. }
                | LineChange::Recalled { .. }
                | LineChange::Slot { .. }
                | LineChange::Returned { .. }
                | LineChange::Seen(_) => {}
            }
            self.line.apply(change, world.now());
        }
    }

    fn turn(&mut self, world: &World) -> TurnReport {
        let (report, changes) = self.line.turn(world.now());
        self.apply(changes, world);
        report
    }
}

pub(crate) async fn random_commands_have_the_outcome_that_the_rules_say(world: &World) {
    for seed in 0..SEEDS {
        let rules = RoomRules { cap: 3, ceiling: 240, ..RoomRules::default() };
        let open = RoomChange::Open { rules: rules.clone(), later: None };
        world.change(open).await.unwrap();
        let line = Line::of(Room::open_at_once(rules, world.now()), world.now());
        let (mut model, ids) =
            (Model { line, gone: Vec::new(), admissions: Vec::new() }, SeededIds::new(seed));
        for step in 0..STEPS {
            execute(world, &mut model, &ids).await;
            compare(world, &model, &format!("step {step} of seed {seed}")).await;
        }
        compare_admissions(world, &model).await;
        world.change(RoomChange::Close).await.unwrap();
        world.pass(Duration::from_secs(1));
    }
}

fn draw(ids: &SeededIds, below: u32) -> u32 {
    (ids.fraction() * f64::from(below)) as u32
}

async fn execute(world: &World, model: &mut Model, ids: &SeededIds) {
    let (event, number) = (World::event(), 1 + draw(ids, NUMBERS));
    let place = PlaceNumber(number);
    match draw(ids, 9) {
        0 => {
            let joins = [number, number + 1]
                .map(|visitor| Join { visitor: VisitorId(visitor.into()), instead_of: None });
            let (joined, changes) = model.line.join(&joins).unwrap();
            assert_eq!(world.store.join(event, &joins).await.unwrap(), joined);
            model.apply(changes, world);
        }
        1 => {
            world.store.seen(event, &[place]).await.unwrap();
            model.apply(model.line.seen(&[place]), world);
        }
        2 => {
            let outcome = if number % 2 == 0 { PlaceEnd::Bought } else { PlaceEnd::Left };
            world.store.end(event, place, outcome).await.unwrap();
            model.apply(model.line.end(place, outcome, world.now()), world);
        }
        3 => {
            world.store.renew(event, place).await.unwrap();
            model.apply(model.line.renew(place, world.now()), world);
        }
        4 | 5 => execute_claim(world, model).await,
        6 => execute_steering(world, model, ids).await,
        _ => {
            world.pass(Duration::from_millis(u64::from(250 * (1 + draw(ids, 200)))));
            assert_eq!(world.store.turn(event).await.unwrap(), model.turn(world));
        }
    }
}

async fn execute_steering(world: &World, model: &mut Model, ids: &SeededIds) {
    let orders = [OrderIntake::HasRoom, OrderIntake::Full, OrderIntake::Unreachable];
    let load = orders.get(draw(ids, 5) as usize).map(|orders| Load { hold_p95: None, orders: *orders });
    let stock = (draw(ids, 2) == 0).then(|| SeatsLeft { free: draw(ids, 4), held: draw(ids, 4) });
    let change = RoomChange::Steer(Reading { stock, load });
    let decided = change.apply(Some(&model.line.view.room), world.now()).ok();
    let epoch = model.line.view.room.epoch;
    let stored = world.store.change(World::event(), change, ChangedBy::Line { epoch }).await.ok();
    assert_eq!(stored, decided);
    model.apply(decided.into_iter().map(|room| LineChange::Room(Box::new(room))).collect(), world);
}

/// Of the first place that is called, by the visitor who has it.
async fn execute_claim(world: &World, model: &mut Model) {
    let is_called = |slot: &waiting_room::domain::Slot| slot.state == SlotState::Called;
    let called = model.line.view.slots.iter().find(|(_, slot)| is_called(slot));
    let Some(number) = called.map(|(number, _)| number.0) else { return };
    let index = waiting_room::domain::JoinIndex(number - 1);
    let visitor =
        model.line.visitors.iter().find(|(_, of)| **of == index).map(|(visitor, _)| *visitor).unwrap();
    let claim = waiting_room::domain::PlaceClaim { visitor, ..claim(number, number.into()) };
    let stored = world.store.claim(World::event(), &claim).await.ok();
    let decided = model.line.claim(&claim, world.now()).ok();
    assert_eq!(stored, decided.as_ref().map(|(slot, _)| *slot));
    if let Some((_, changes)) = decided {
        model.apply(changes, world);
    }
}

async fn compare(world: &World, model: &Model, at: &str) {
    let (stored, view) = (world.view().await, &model.line.view);
    let slots: Vec<_> = view.slots.iter().map(|(number, slot)| (*number, *slot)).collect();
    let returned: Vec<_> = view.returned.iter().copied().collect();
    assert_eq!((stored.slots, stored.returned), (slots, returned), "{at}");
    assert_eq!(stored.room, view.room, "{at}");
    // Of numbers that go in one step the order is the store's own.
    let mut gone = [stored.gone, model.gone.clone()];
    gone.iter_mut().for_each(|gone| gone.sort_unstable());
    let [stored, decided] = gone;
    assert_eq!(stored, decided, "{at}");
}

/// Of slots that end in one turn the order is the store's own.
async fn compare_admissions(world: &World, model: &Model) {
    let mut recorded = [world.store.admissions(World::event()).await.unwrap(), model.admissions.clone()];
    for entries in &mut recorded {
        assert!(!entries.is_empty());
        assert!(entries.is_sorted_by_key(|entry| entry.at));
        entries.sort_by_key(|entry| (entry.at, entry.step == AdmissionStep::Ended, entry.number));
    }
    let [stored, decided] = recorded;
    assert_eq!(stored, decided);
}
