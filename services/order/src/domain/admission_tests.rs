//! A shop with simulated time: buyers, a queue that decides so many orders a second, and a bank behind it.

use std::collections::VecDeque;

use super::*;

const ADMISSION: Admission = Admission { free: 32, max: 10_000, wait: Duration::from_millis(750) };
const STEP: Duration = Duration::from_millis(10);
const STEPS_A_SECOND: u32 = 100;
/// An order without an answer waits no longer.
const DEADLINE: Duration = Duration::from_secs(30);
/// Without any queue.
const HOPS: Duration = Duration::from_millis(50);

#[derive(Clone, Copy)]
struct Waiting {
    accepted: Timestamp,
    /// None: the bank never answers.
    bank: Option<Duration>,
}

struct Shop {
    control: AdmissionControl,
    now: Timestamp,
    /// It looks at itself once a second, which is not when troubles begin and end.
    steps: u32,
    queue: VecDeque<Waiting>,
    at_bank: Vec<(Timestamp, Waiting)>,
    /// Until their deadline.
    unanswered: Vec<Waiting>,
    decisions: Vec<DecidedOrder>,
    refused: u64,
    queueing: u64,
    capacity: f64,
    /// Parts of an order that a step has left over.
    demand_left: f64,
    capacity_left: f64,
}

#[derive(Default)]
struct Seconds {
    offered: u64,
    admitted: u64,
    admitted_to_good_bank: u64,
    waits: Vec<Duration>,
}

impl Shop {
    fn new(capacity: f64) -> Self {
        Self {
            control: AdmissionControl::new(ADMISSION),
            now: Timestamp::from_micros(1_000_000_000),
            steps: 0,
            queue: VecDeque::new(),
            at_bank: Vec::new(),
            unanswered: Vec::new(),
            decisions: Vec::new(),
            refused: 0,
            queueing: 0,
            capacity,
            demand_left: 0.0,
            capacity_left: 0.0,
        }
    }

    /// `bank` says how long the bank takes for the order of this number.
    fn run(&mut self, seconds: u32, demand: f64, bank: impl Fn(u64) -> Option<Duration>) -> Seconds {
        self.run_steps(seconds * STEPS_A_SECOND, demand, bank)
    }

    fn run_steps(&mut self, steps: u32, demand: f64, bank: impl Fn(u64) -> Option<Duration>) -> Seconds {
        let mut seen = Seconds::default();
        for _ in 0..steps {
            self.now = self.now.plus(STEP);
            self.offer(demand, &bank, &mut seen);
            self.decide(&mut seen);
            self.steps += 1;
            if self.steps.is_multiple_of(STEPS_A_SECOND) {
                self.observe();
            }
        }
        seen
    }

    fn offer(&mut self, demand: f64, bank: impl Fn(u64) -> Option<Duration>, seen: &mut Seconds) {
        self.demand_left += demand / f64::from(STEPS_A_SECOND);
        while self.demand_left >= 1.0 {
            self.demand_left -= 1.0;
            seen.offered += 1;
            if self.control.has_room(self.queueing, self.undecided()) {
                seen.admitted += 1;
                seen.admitted_to_good_bank += u64::from(bank(seen.offered).is_some());
                self.queueing += 1;
                self.queue.push_back(Waiting { accepted: self.now, bank: bank(seen.offered) });
            } else {
                self.refused += 1;
            }
        }
    }

    fn decide(&mut self, seen: &mut Seconds) {
        self.capacity_left =
            (self.capacity_left + self.capacity / f64::from(STEPS_A_SECOND)).min(self.capacity);
        while self.capacity_left >= 1.0 && !self.queue.is_empty() {
            self.capacity_left -= 1.0;
            let order = self.queue.pop_front().unwrap();
            match order.bank {
                Some(bank) => self.at_bank.push((self.now.plus(HOPS + bank), order)),
                None => self.unanswered.push(order),
            }
        }
        for (decided, order) in self.at_bank.extract_if(.., |(at, _)| *at <= self.now) {
            seen.waits.push(decided.since(order.accepted));
            self.decisions.push(DecidedOrder { accepted: order.accepted, decided });
            self.queueing = self.queueing.saturating_sub(1);
        }
    }

    fn undecided(&self) -> u64 {
        (self.queue.len() + self.at_bank.len() + self.unanswered.len()) as u64
    }

    /// As a census corrects what was counted.
    fn observe(&mut self) {
        let deadline = self.now.minus(DEADLINE);
        self.unanswered.retain(|order| order.accepted > deadline);
        let since = self.control.queue_since(self.now);
        let at_bank = self.at_bank.iter().map(|(_, order)| order);
        let undecided = self.queue.iter().chain(at_bank).chain(&self.unanswered);
        self.queueing = undecided.filter(|order| order.accepted >= since).count() as u64;
        let (now, queueing, refused) = (self.now, self.queueing, self.refused);
        let decisions = std::mem::take(&mut self.decisions);
        self.control.observe(&Observation {
            now,
            queueing,
            decisions: &decisions,
            others_decide: false,
            refused,
        });
        self.refused = 0;
    }
}

impl Seconds {
    fn share_admitted(&self) -> f64 {
        self.admitted as f64 / self.offered as f64
    }

    fn wait(&mut self, share: f64) -> Duration {
        self.waits.sort_unstable();
        self.waits[(self.waits.len() as f64 * share) as usize]
    }
}

fn at_once(_order: u64) -> Option<Duration> {
    Some(Duration::ZERO)
}

#[test]
fn below_the_capacity_every_order_is_admitted() {
    for capacity in [50.0, 400.0, 3_000.0] {
        let mut shop = Shop::new(capacity);
        assert_eq!(shop.run(30, capacity * 0.8, at_once).share_admitted(), 1.0, "{capacity}");
        assert_eq!(shop.control.retry_after(), RETRY_MIN);
    }
}

#[test]
fn at_twice_the_capacity_as_much_is_decided_as_can_be_and_soon() {
    // Where little is decided, the first ones are too many before that is known.
    for (capacity, longest) in [(60.0, 4), (400.0, 2), (3_000.0, 2)] {
        let mut shop = Shop::new(capacity);
        shop.run(10, capacity * 0.5, at_once);
        let mut rush = shop.run(30, capacity * 2.0, at_once);
        let decided = rush.waits.len() as f64;
        assert!(decided >= 0.9 * capacity * 30.0, "{decided} at {capacity} a second");
        let p99 = rush.wait(0.99);
        assert!(p99 <= Duration::from_secs(longest), "{p99:?} at {capacity} a second");
        assert!(shop.control.retry_after() > RETRY_MIN, "as many are refused as are decided");
        let after = shop.run(10, capacity * 0.8, at_once);
        assert!(after.share_admitted() > 0.95, "{}", after.share_admitted());
    }
}

/// As in a release: one instance after another is replaced, and its partitions stand still until their new consumer has them.
#[test]
fn standstills_of_some_seconds_refuse_no_order() {
    for phase in [0, 20, 40, 60, 80] {
        for (demand, seconds, pause) in
            [(12.0, 10, 2), (20.0, 2, 6), (20.0, 4, 1), (20.0, 8, 3), (40.0, 4, 2), (60.0, 3, 3)]
        {
            let mut shop = Shop::new(400.0);
            shop.run(10, demand, at_once);
            shop.run_steps(phase, demand, at_once);
            for round in 0..6 {
                let case = format!("{demand} a second, {seconds} s, standstill {round}, phase {phase}");
                shop.capacity = 0.0;
                assert_eq!(shop.run(seconds, demand, at_once).share_admitted(), 1.0, "in {case}");
                shop.capacity = 400.0;
                assert_eq!(shop.run(pause, demand, at_once).share_admitted(), 1.0, "after {case}");
            }
        }
    }
}

/// As in a release of payment or reservation: what one of their instances was to answer waits, all the rest goes on, and then all of it is decided at once.
#[test]
fn standstills_of_half_of_the_orders_refuse_no_order() {
    for phase in [0, 20, 40, 60, 80] {
        for (demand, seconds) in [(12.0, 4), (20.0, 4), (20.0, 8), (40.0, 6), (60.0, 10)] {
            let mut shop = Shop::new(400.0);
            shop.run(10, demand, at_once);
            shop.run_steps(phase, demand, at_once);
            for round in 0..6 {
                for left in (1..=seconds).rev() {
                    let half = move |order: u64| {
                        Some(Duration::from_secs(if order.is_multiple_of(2) { left } else { 0 }))
                    };
                    let during = shop.run(1, demand, half);
                    assert_eq!(
                        during.share_admitted(),
                        1.0,
                        "{demand} a second, {seconds} s, {round}, {left} before its end"
                    );
                }
                let after = shop.run(3, demand, at_once);
                assert_eq!(after.share_admitted(), 1.0, "{demand} a second, after {seconds} s, {round}");
            }
        }
    }
}

#[test]
fn a_bank_that_is_slow_for_all_closes_the_shop_for_moments_only() {
    for seconds in [2, 5, 20] {
        let mut shop = Shop::new(500.0);
        shop.run(10, 100.0, at_once);
        let slow = move |_| Some(Duration::from_secs(seconds));
        let onset = shop.run(40, 100.0, slow);
        assert!(onset.share_admitted() > 0.3, "{} with {seconds} s", onset.share_admitted());
        let later = shop.run(30, 100.0, slow);
        assert!(later.share_admitted() > 0.95, "{} with {seconds} s", later.share_admitted());
    }
}

#[test]
fn a_bank_that_is_slow_for_some_closes_the_shop_for_no_one() {
    let some = |order: u64| order.is_multiple_of(2).then_some(Duration::ZERO);
    let mut shop = Shop::new(400.0);
    let mut seen = shop.run(60, 200.0, some);
    assert_eq!(seen.share_admitted(), 1.0);
    assert!(seen.wait(0.99) < Duration::from_millis(200));
}

#[test]
fn while_nothing_is_decided_some_are_let_through_and_the_end_of_it_is_noticed() {
    let mut shop = Shop::new(400.0);
    shop.run(10, 200.0, at_once);
    shop.run(30, 200.0, |_| None);
    let dead = shop.run(30, 200.0, |_| None);
    assert!((200..1_500).contains(&dead.admitted), "{} in 30 s", dead.admitted);
    shop.run(15, 200.0, at_once);
    assert_eq!(shop.run(10, 200.0, at_once).share_admitted(), 1.0);
}

#[test]
fn slow_payments_of_some_never_close_the_shop_for_those_that_can_be_decided() {
    // Three of four orders are never answered, for ten minutes.
    let some = |order: u64| order.is_multiple_of(4).then_some(Duration::ZERO);
    let mut shop = Shop::new(400.0);
    let seen = shop.run(600, 400.0, some);
    assert!(seen.admitted_to_good_bank as f64 > 0.99 * seen.offered as f64 / 4.0);
    // More than may wait at all: no one is shut out, and minutes later nothing is left of it.
    let flood = shop.run(120, 4_000.0, some);
    assert!(flood.share_admitted() > 0.05, "{}", flood.share_admitted());
    shop.run(40, 200.0, at_once);
    assert_eq!(shop.run(10, 200.0, at_once).share_admitted(), 1.0);
}

/// Whatever has happened before: less than a minute after it is over every order is admitted again.
#[test]
fn no_history_leaves_the_shop_closed() {
    for seed in 0..200_u64 {
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut draw = |choices: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % choices
        };
        let mut shop = Shop::new(400.0);
        for _ in 0..4 {
            let (seconds, demand) = (1 + draw(30) as u32, [5.0, 100.0, 390.0, 1_500.0][draw(4) as usize]);
            let (delay, share) = ([0, 1, 5, 20][draw(4) as usize], 1 + draw(3));
            shop.capacity = [400.0, 400.0, 20.0, 0.5][draw(4) as usize];
            let answers = move |order: u64| order.is_multiple_of(share).then_some(Duration::from_secs(delay));
            shop.run(seconds, demand, answers);
            let step = Duration::from_secs([0, 0, 3_600][draw(3) as usize]);
            shop.now = if draw(2) == 0 { shop.now.plus(step) } else { shop.now.minus(step) };
        }
        shop.capacity = 400.0;
        shop.queue.clear();
        shop.unanswered.clear();
        shop.at_bank.clear();
        shop.run(45, 200.0, at_once);
        assert_eq!(shop.run(10, 200.0, at_once).share_admitted(), 1.0, "seed {seed}");
    }
}

#[test]
fn a_clock_that_is_set_back_leaves_no_limit_behind_that_is_judged_an_hour_later() {
    let mut shop = Shop::new(400.0);
    shop.run(10, 200.0, at_once);
    shop.now = shop.now.plus(Duration::from_secs(3_600));
    shop.run(20, 1_200.0, at_once);
    shop.now = shop.now.minus(Duration::from_secs(3_600));
    shop.run(30, 200.0, at_once);
    assert_eq!(shop.run(10, 390.0, at_once).share_admitted(), 1.0);
}

#[test]
fn what_has_been_waiting_for_long_is_no_queue() {
    let control = AdmissionControl::new(ADMISSION);
    assert!(control.has_room(0, 9_999));
    assert!(!control.has_room(0, 10_000));
    let now = Timestamp::from_micros(60_000_000);
    assert_eq!(now.since(control.queue_since(now)), Duration::from_secs(3));
}

#[test]
fn an_instance_that_decides_nothing_leaves_the_limit_to_those_that_do() {
    let mut control = AdmissionControl::new(ADMISSION);
    for second in 1..60 {
        let now = Timestamp::from_micros(second * 1_000_000);
        let seen = Observation { now, queueing: 200, decisions: &[], others_decide: true, refused: 0 };
        control.observe(&seen);
    }
    assert!(control.has_room(200, 200));
}

#[test]
fn a_decision_is_an_answer_and_not_a_deadline() {
    let undoing = |reason| {
        State::Compensating(crate::domain::saga::Compensation {
            reason,
            voided: false,
            released: false,
            lost: vec![],
        })
    };
    assert!(is_decision(&State::Confirming, &State::Confirmed));
    assert!(is_decision(&State::Authorizing, &undoing(CancelReason::PaymentDeclined)));
    assert!(!is_decision(&State::Authorizing, &undoing(CancelReason::PaymentTimedOut)));
    assert!(!is_decision(&State::Authorizing, &State::Confirming));
    assert!(!is_decision(&State::Confirmed, &State::Done));
}
