//! The shortest way to a broken promise. The checker finds one, which need not be the shortest; what people read should be.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use stateright::{Expectation, Model};

/// A broken promise, and the actions that led to it.
#[derive(Debug, Clone)]
pub struct Counterexample<A> {
    pub invariant: &'static str,
    pub actions: Vec<A>,
}

/// A state that was reached, by which action, and from where.
struct Visit<M: Model> {
    state: M::State,
    by: Option<(usize, M::Action)>,
}

/// Explores up to `states_max` states, breadth first.
pub fn shortest<M>(model: &M, states_max: usize) -> Option<Counterexample<M::Action>>
where
    M: Model,
    M::State: Hash,
    M::Action: Clone,
{
    let invariants: Vec<_> =
        model.properties().into_iter().filter(|one| one.expectation == Expectation::Always).collect();
    let first = model.init_states().into_iter().map(|state| Visit::<M> { state, by: None });
    let mut visits: Vec<Visit<M>> = first.collect();
    let mut seen: HashSet<_> = visits.iter().map(|visit| fingerprint(&visit.state)).collect();
    let mut index = 0;
    while let Some(visit) = visits.get(index).filter(|_| index < states_max) {
        if let Some(broken) = invariants.iter().find(|one| !(one.condition)(model, &visit.state)) {
            return Some(Counterexample { invariant: broken.name, actions: way_to(&visits, index) });
        }
        let steps = model.next_steps(&visit.state);
        for (action, state) in steps {
            if seen.insert(fingerprint(&state)) {
                visits.push(Visit { state, by: Some((index, action)) });
            }
        }
        index += 1;
    }
    None
}

fn way_to<M: Model>(visits: &[Visit<M>], mut index: usize) -> Vec<M::Action>
where
    M::Action: Clone,
{
    let mut way = Vec::new();
    while let Some((from, action)) = visits.get(index).and_then(|visit| visit.by.as_ref()) {
        way.push(action.clone());
        index = *from;
    }
    way.reverse();
    way
}

/// As good as the state itself, and much smaller.
fn fingerprint(state: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    hasher.finish()
}
