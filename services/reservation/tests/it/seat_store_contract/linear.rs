//! Whether the answers that concurrent clients saw of one seat can be those of some sequential order (linearizability).

use std::collections::{BTreeSet, HashSet};

/// A command on the seat. Holds and orders are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Hold(u8),
    Extend(u8),
    Release(u8),
    /// An order, and the hold that its buyer shows.
    Claim(u8, u8),
    Unclaim(u8),
    Confirm(u8),
    GiveBack(u8),
    Expire,
    /// So much time that every hold and every pin lapses.
    Pass,
}

/// From its call to its answer, by a clock that all clients share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call {
    pub(crate) op: Op,
    pub(crate) began: u64,
    /// None: the client did not wait for the answer. The call may have taken effect, or may yet, or never.
    pub(crate) answer: Option<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) at: u64,
    pub(crate) granted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum State {
    Free,
    Held(u8),
    Pinned { order: u8, hold: u8 },
    Sold(u8),
}

/// The seat, and the orders that have given it back for good.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Seat {
    state: State,
    gone: BTreeSet<u8>,
}

impl Seat {
    /// The seat after the command, and whether the rules grant it. Written for this check, and not taken from the code under test.
    fn after(&self, op: Op) -> (bool, Self) {
        let to = |state: State| (true, Self { state, gone: self.gone.clone() });
        let same = |granted: bool| (granted, self.clone());
        match (op, &self.state) {
            (Op::Hold(hold), State::Free) => to(State::Held(hold)),
            (Op::Hold(_), _) => same(false),
            (Op::Extend(hold), State::Held(by)) => same(hold == *by),
            (Op::Release(hold), State::Held(by)) if hold == *by => to(State::Free),
            (Op::Extend(_) | Op::Release(_), _) => same(false),
            (Op::Claim(order, _), State::Pinned { order: by, .. } | State::Sold(by)) => same(order == *by),
            (Op::Claim(order, hold), State::Held(by)) if hold == *by => to(State::Pinned { order, hold }),
            (Op::Claim(..), _) => same(false),
            (Op::Unclaim(order), State::Pinned { order: by, hold }) if order == *by => to(State::Held(*hold)),
            (Op::Unclaim(_), _) => same(true),
            (Op::Confirm(order), _) if self.gone.contains(&order) => same(false),
            (Op::Confirm(order), State::Free) => to(State::Sold(order)),
            (Op::Confirm(order), State::Pinned { order: by, .. }) if order == *by => to(State::Sold(order)),
            (Op::Confirm(order), State::Sold(by)) => same(order == *by),
            (Op::Confirm(_), _) => same(false),
            (Op::GiveBack(order), state) => {
                let is_his =
                    matches!(state, State::Pinned { order: by, .. } | State::Sold(by) if order == *by);
                let mut gone = self.gone.clone();
                gone.insert(order);
                (true, Self { state: if is_his { State::Free } else { state.clone() }, gone })
            }
            (Op::Pass, State::Held(_) | State::Pinned { .. }) => to(State::Free),
            (Op::Expire | Op::Pass, _) => same(true),
        }
    }
}

/// Whether some order of these calls, in which none comes before one that was answered before it began, has these answers.
pub(crate) fn has_an_order(calls: &[Call]) -> bool {
    assert!(calls.len() <= 64, "one bit a call");
    let mut seen = HashSet::new();
    let mut ways = vec![(0_u64, Seat { state: State::Free, gone: BTreeSet::new() })];
    while let Some((done, seat)) = ways.pop() {
        let open = || calls.iter().enumerate().filter(|(index, _)| done & (1 << index) == 0);
        let Some(first_end) = open().filter_map(|(_, call)| Some(call.answer?.at)).min() else { return true };
        for (index, call) in open().filter(|(_, call)| call.began < first_end) {
            let (granted, next) = seat.after(call.op);
            let way = (done | (1 << index), next);
            if call.answer.is_none_or(|answer| answer.granted == granted) && seen.insert(way.clone()) {
                ways.push(way);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(op: Op, began: u64, at: u64, granted: bool) -> Call {
        Call { op, began, answer: Some(Answer { at, granted }) }
    }

    #[test]
    fn calls_that_overlap_may_have_happened_either_way_round() {
        let late = call(Op::Hold(1), 0, 3, true);
        assert!(has_an_order(&[late, call(Op::Hold(2), 1, 2, false)]));
        assert!(!has_an_order(&[late, call(Op::Hold(2), 1, 2, true)]), "two have the seat");
    }

    #[test]
    fn an_answer_counts_for_whatever_begins_behind_it() {
        let released = [call(Op::Hold(1), 0, 1, true), call(Op::Release(1), 2, 3, true)];
        assert!(has_an_order(&[released[0], released[1], call(Op::Hold(2), 4, 5, true)]));
        assert!(!has_an_order(&[released[0], released[1], call(Op::Hold(2), 4, 5, false)]), "it is free");
    }

    #[test]
    fn a_call_without_an_answer_may_have_happened_or_not() {
        let unknown = Call { op: Op::Hold(1), began: 0, answer: None };
        for granted in [true, false] {
            assert!(has_an_order(&[unknown, call(Op::Hold(2), 1, 2, granted)]));
        }
    }

    #[test]
    fn an_order_that_gave_its_seats_back_is_never_sold_any() {
        let given = call(Op::GiveBack(1), 0, 1, true);
        assert!(has_an_order(&[given, call(Op::Confirm(1), 2, 3, false)]));
        assert!(!has_an_order(&[given, call(Op::Confirm(1), 2, 3, true)]));
    }

    #[test]
    fn time_frees_what_was_held_and_nothing_that_was_sold() {
        let pass = call(Op::Pass, 2, 3, true);
        assert!(has_an_order(&[call(Op::Hold(1), 0, 1, true), pass, call(Op::Hold(2), 4, 5, true)]));
        assert!(!has_an_order(&[call(Op::Confirm(1), 0, 1, true), pass, call(Op::Hold(2), 4, 5, true)]));
    }
}
