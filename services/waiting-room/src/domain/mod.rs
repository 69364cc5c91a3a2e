//! The rules of a waiting room, as pure functions: who is called when, what a place may do next, and in which order a sale opens.

mod admission_log;
mod change;
mod draw;
mod join;
mod limit;
mod line;
mod merkle;
mod number_set;
mod place;
mod presence;
pub mod promises;
mod room;
mod sessions;
mod shuffle;
mod slot;
mod stock;
mod turn;
mod wait;

#[cfg(test)]
mod sessions_tests;
#[cfg(test)]
mod turn_tests;

pub use admission_log::{ADMISSIONS_KEPT, AdmissionEntry, AdmissionStep};
pub use change::LineChange;
pub use draw::{Draw, DrawError, Seal, commitment, seed};
pub use join::{Join, JoinRefusal, JoinedPlace};
pub use limit::Limit;
pub use line::{Line, LineView};
pub use merkle::{MerkleTree, ProofStep, leaf, root_of};
pub use number_set::NumberSet;
pub use place::{JoinIndex, PlaceNumber, PlaceState, SessionId};
pub use presence::{PRESENT_FOR, Presence};
pub use room::{Phase, Room, RoomChange, RoomRefusal, RoomRules};
pub use sessions::{CallRefusal, PlaceClaim};
pub use shuffle::{shuffled, shuffled_list};
pub use slot::{CALL_LASTS, LEASE, SESSION_LASTS, Slot, SlotState};
pub use stock::{Chance, SeatsLeft};
pub use turn::{CREDIT_OF_ONE, LOOKS_MIN, LOOKS_PER_CALL, TurnReport};
pub use wait::{CallRate, Interval};
