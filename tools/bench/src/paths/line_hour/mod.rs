//! The line of a large sale, simulated: the service's own use cases and rules, with its calls of a quarter of a second, at virtual time.

mod crowd;
mod memory_lines;
mod outcome;
mod schedule;
mod visitor;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use lifecycle::Tasks;
use primitives::{EventId, FakeClock, SeededIds};
use tokio::time::Instant;
use waiting_room::app::{Opening, WaitingRooms};
use waiting_room::domain::{Control, RoomRules};

use self::crowd::{Crowd, TICK, Tick, ticks};
use self::memory_lines::{MemoryLines, StockUnsaid};
use self::outcome::Outcome;
use self::schedule::Schedule;
use self::visitor::{Next, Visitor, World};
use crate::measure::Chance;
use crate::report::{Goal, Part, Row};

const ABOUT: &str = "The use cases of the waiting room (`enter`, `place`, `claim`, `heartbeat`, `take_turns`) and the rules of its domain, driven by \
                     simulated visitors at virtual time, four turns a second; the line is kept in memory, and there is no HTTP. 30 of 100 visitors \
                     leave without a word, 15 have the page in a tab that is hidden most of the time, the others answer a call within 2 to 8 s. Of a \
                     model that came before the service, the same row was: slots in use 0.97, most active to cap 1.00, places lost 0, drained after \
                     2,540 s; calling the head first, present or not, 0.60 to 0.83, and up to 914 places lost.";
const SECRET: &[u8] = b"a secret of a simulation, which guards nothing";
const SEEDS: [u64; 3] = [1, 2, 3];
const HOUR: Duration = Duration::from_secs(3_600);
const A_DAY_OR_SO: Duration = Duration::from_secs(100_000);

/// As the model before had it.
const EIGHT_THOUSAND: Crowd = Crowd {
    visitors: 8_000,
    cap: 200,
    ceiling: 1_000_000,
    come_within: Duration::from_secs(60),
    in_the_sale: (40, 120),
    leave_silently: 30,
    hidden: 15,
    hidden_pages_ask: false,
    at_most: HOUR,
};

/// Of those who stay each gets in within the hour, if every slot is used.
const A_MILLION: Crowd = Crowd {
    visitors: 1_000_000,
    cap: 12_000,
    come_within: Duration::from_secs(600),
    in_the_sale: (20, 70),
    ..EIGHT_THOUSAND
};

pub(super) async fn measure() -> anyhow::Result<Part> {
    let mut part = Part::about(ABOUT);
    let silent = simulated_with_seeds(EIGHT_THOUSAND).await?;
    add_rows(&mut part, "8,000 visitors, 200 slots", &silent);
    let asking = simulated_with_seeds(Crowd { hidden_pages_ask: true, ..EIGHT_THOUSAND }).await?;
    add_rows(&mut part, "the same, and hidden tabs go on asking", &asking);
    let limited = Crowd {
        visitors: 60_000,
        cap: 1_000_000,
        ceiling: 12_000,
        come_within: Duration::from_secs(10),
        leave_silently: 0,
        hidden: 0,
        ..EIGHT_THOUSAND
    };
    let error = simulated(limited, 1).await?.outcome.rate_error(&limited);
    part.add(
        Row::single("12,000 calls a minute: error of the worst 10 s", error, "").goal(Goal::AtMost(0.01)),
    );
    let began = Instant::now();
    let million = simulated(A_MILLION, 1).await?;
    add_rows(&mut part, "1,000,000 visitors of an hour, 12,000 slots", &[million]);
    part.note(format!("the million took {:.0} s to simulate", began.elapsed().as_secs_f64()));
    Ok(part)
}

async fn simulated_with_seeds(crowd: Crowd) -> anyhow::Result<Vec<Simulated>> {
    let mut outcomes = Vec::new();
    for seed in SEEDS {
        outcomes.push(simulated(crowd, seed).await?);
    }
    Ok(outcomes)
}

/// Of one seed.
struct Simulated {
    outcome: Outcome,
    /// Of those who stay until they are called.
    unserved: u32,
}

fn add_rows(part: &mut Part, name: &str, all: &[Simulated]) {
    let mut add = |what: &str, figure: &dyn Fn(&Simulated) -> f64, unit, goal: Option<Goal>| {
        let figures: Vec<f64> = all.iter().map(figure).collect();
        let row = Row::new(format!("{name}: {what}"), &figures, unit);
        part.add(goal.into_iter().fold(row, Row::goal));
    };
    let none = Some(Goal::AtMost(0.0));
    add("slots in use", &|one| one.outcome.use_of_slots(), "", Some(Goal::AtLeast(0.95)));
    add("beyond the cap, at most", &|one| f64::from(one.outcome.overshoot), "", none);
    add("called out of order", &|one| one.outcome.inversions as f64, "", none);
    add("places lost", &|one| f64::from(one.outcome.lost), "", none);
    add("stayed and were not served", &|one| f64::from(one.unserved), "", none);
    add("the last one served after", &|one| one.outcome.drained().as_secs_f64(), "s", None);
    add("calls without an answer", &|one| one.outcome.unanswered as f64, "", None);
    add("polls of a visitor", &|one| one.outcome.polls_each(), "", None);
    add("the most polls of one", &|one| f64::from(one.outcome.polls_max), "", None);
}

async fn simulated(crowd: Crowd, seed: u64) -> anyhow::Result<Simulated> {
    let (event, clock) = (EventId::new(1)?, Arc::new(FakeClock::default()));
    let lines = Arc::new(MemoryLines::new(event, clock.clone()));
    let ids = Arc::new(SeededIds::new(seed));
    let rooms =
        WaitingRooms::new(lines.clone(), Arc::new(StockUnsaid), clock.clone(), ids, Tasks::default(), SECRET);
    let rules = RoomRules { cap: crowd.cap, ceiling: crowd.ceiling, ..RoomRules::default() };
    rooms.open(event, Opening { rules, opens_at: None, round: None }, Control::default()).await?;
    let world = World { rooms: &rooms, lines: &lines, event, hidden_pages_ask: crowd.hidden_pages_ask };
    let mut simulation = Simulation::new(crowd, seed);
    for now in 1..ticks(A_DAY_OR_SO) {
        clock.advance(TICK);
        simulation.act(&world, now).await?;
        rooms.take_turns().await?;
        simulation.outcome.turned(now, &lines.filled().context("the room is gone")?);
        if simulation.is_over(now) {
            break;
        }
    }
    let staying = simulation.visitors.iter().filter(|visitor| visitor.stays()).count();
    let unserved = simulation.outcome.unserved(u32::try_from(staying)?);
    Ok(Simulated { outcome: simulation.outcome, unserved })
}

struct Simulation {
    crowd: Crowd,
    chance: Chance,
    visitors: Vec<Visitor>,
    schedule: Schedule,
    outcome: Outcome,
}

impl Simulation {
    fn new(crowd: Crowd, seed: u64) -> Self {
        let (mut chance, mut schedule) = (Chance(seed), Schedule::new());
        let mut visitors = Vec::with_capacity(crowd.visitors as usize);
        for number in 0..crowd.visitors {
            let plan = crowd.plan(&mut chance);
            schedule.wake(number, 0, plan.comes_at);
            visitors.push(Visitor::new(number, plan));
        }
        Self { crowd, chance, visitors, schedule, outcome: Outcome::default() }
    }

    async fn act(&mut self, world: &World<'_>, now: Tick) -> anyhow::Result<()> {
        for number in self.schedule.take(now) {
            let Some(visitor) = self.visitors.get_mut(number as usize) else { continue };
            match visitor.act(world, now, &mut self.chance).await? {
                Next::At(at) => self.schedule.wake(number, now, at),
                ended @ (Next::Served | Next::LeftSilently | Next::Lost) => {
                    self.outcome.ended(ended, now, visitor);
                }
            }
        }
        Ok(())
    }

    fn is_over(&self, now: Tick) -> bool {
        let Outcome { served, left_silently, lost, .. } = self.outcome;
        served + left_silently + lost == self.crowd.visitors || now >= ticks(self.crowd.at_most * 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: Crowd =
        Crowd { visitors: 300, cap: 10, come_within: Duration::from_secs(20), ..EIGHT_THOUSAND };

    #[tokio::test]
    async fn a_small_line_is_served_in_order_within_its_cap_and_no_place_is_lost() {
        let Simulated { outcome, unserved } = simulated(FEW, 1).await.unwrap();
        let Outcome { overshoot, inversions, lost, .. } = outcome;
        assert_eq!((overshoot, inversions, lost, unserved), (0, 0, 0, 0));
        assert!(outcome.use_of_slots() > 0.7, "{outcome:?}");
        assert_eq!(outcome.served + outcome.left_silently, 300);
    }

    #[tokio::test]
    async fn a_ceiling_is_kept_in_each_ten_seconds() {
        let all_at_once = Crowd { visitors: 1_500, come_within: Duration::from_secs(1), ..FEW };
        let crowd = Crowd { cap: 10_000, ceiling: 1_200, leave_silently: 0, hidden: 0, ..all_at_once };
        let Simulated { outcome, .. } = simulated(crowd, 2).await.unwrap();
        assert!(outcome.windows() >= 6 && outcome.rate_error(&crowd) <= 0.01, "{outcome:?}");
    }
}
