//! Whether what clients saw of one seat, all at the same time, can have happened one after another.

use std::collections::{BTreeSet, HashSet};

/// What somebody wants of the seat. Holds and orders are numbers.
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
    /// So much time that every hold and every pin has run out.
    Pass,
}

/// From its call to its answer, by a clock that all clients share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call {
    pub(crate) op: Op,
    pub(crate) began: u64,
    /// None where nobody waited for the answer: it may have happened, or happen yet, or never.
    pub(crate) answer: Option<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) at: u64,
    pub(crate) granted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Place {
    Free,
    Held(u8),
    Pinned { order: u8, hold: u8 },
    Sold(u8),
}

/// The seat, and the orders that have given it back for good.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Seat {
    place: Place,
    gone: BTreeSet<u8>,
}

impl Seat {
    /// What the rules make of it, and whether they grant it. Written anew for this check, and not taken from the code that is checked.
    fn after(&self, op: Op) -> (bool, Self) {
        let to = |place: Place| (true, Self { place, gone: self.gone.clone() });
        let same = |granted: bool| (granted, self.clone());
        match (op, &self.place) {
            (Op::Hold(hold), Place::Free) => to(Place::Held(hold)),
            (Op::Hold(_), _) => same(false),
            (Op::Extend(hold), Place::Held(by)) => same(hold == *by),
            (Op::Release(hold), Place::Held(by)) if hold == *by => to(Place::Free),
            (Op::Extend(_) | Op::Release(_), _) => same(false),
            (Op::Claim(order, _), Place::Pinned { order: by, .. } | Place::Sold(by)) => same(order == *by),
            (Op::Claim(order, hold), Place::Held(by)) if hold == *by => to(Place::Pinned { order, hold }),
            (Op::Claim(..), _) => same(false),
            (Op::Unclaim(order), Place::Pinned { order: by, hold }) if order == *by => to(Place::Held(*hold)),
            (Op::Unclaim(_), _) => same(true),
            (Op::Confirm(order), _) if self.gone.contains(&order) => same(false),
            (Op::Confirm(order), Place::Free) => to(Place::Sold(order)),
            (Op::Confirm(order), Place::Pinned { order: by, .. }) if order == *by => to(Place::Sold(order)),
            (Op::Confirm(order), Place::Sold(by)) => same(order == *by),
            (Op::Confirm(_), _) => same(false),
            (Op::GiveBack(order), place) => {
                let is_his =
                    matches!(place, Place::Pinned { order: by, .. } | Place::Sold(by) if order == *by);
                let mut gone = self.gone.clone();
                gone.insert(order);
                (true, Self { place: if is_his { Place::Free } else { place.clone() }, gone })
            }
            (Op::Pass, Place::Held(_) | Place::Pinned { .. }) => to(Place::Free),
            (Op::Expire | Op::Pass, _) => same(true),
        }
    }
}

/// Whether some order of these calls, in which none comes before one that was answered before it began, has these answers.
pub(crate) fn has_an_order(calls: &[Call]) -> bool {
    assert!(calls.len() <= 64, "one bit a call");
    let mut seen = HashSet::new();
    let mut ways = vec![(0_u64, Seat { place: Place::Free, gone: BTreeSet::new() })];
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
