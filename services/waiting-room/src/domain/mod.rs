//! The rules of a waiting room, as pure functions: who is called when, what a place may do next, and in which order a sale opens.

mod admission_log;
mod change;
mod changed_by;
mod control;
mod draw;
mod fail_open;
mod join;
mod known_line;
mod limit;
mod line;
mod merkle;
mod network;
mod number_set;
mod place;
mod presence;
pub mod promises;
mod room;
mod room_change;
mod sessions;
mod shuffle;
mod slot;
mod steer;
mod steering;
mod stock;
mod tally;
mod turn;
mod wait;
pub mod work;

#[cfg(test)]
mod sessions_tests;
#[cfg(test)]
mod steer_tests;
#[cfg(test)]
mod turn_tests;

pub use admission_log::{ADMISSIONS_KEPT, AdmissionEntry, AdmissionStep};
pub use change::LineChange;
pub use changed_by::{ChangedBy, Control};
pub use control::{ControlAction, ControlRecord, RECORDS_MAX, RoomSettings};
pub use draw::{Draw, DrawError, Seal, commitment, seed};
pub use fail_open::{FAIL_OPEN_LASTS_MAX, FailOpen};
pub use join::{Join, JoinRefusal, JoinedPlace, PLACES_MAX};
pub use known_line::KnownLine;
pub use limit::Limit;
pub use line::{Line, LineView};
pub use merkle::{MerkleTree, ProofStep, leaf, root_of};
pub use network::Network;
pub use number_set::NumberSet;
pub use place::{JoinIndex, PlaceNumber, PlaceState, SessionId};
pub use presence::{PRESENT_FOR, Presence};
pub use room::{Phase, RESUMES_AFTER, Room, RoomRules};
pub use room_change::{RoomChange, RoomRefusal};
pub use sessions::{CallRefusal, PlaceClaim};
pub use shuffle::{shuffled, shuffled_list};
pub use slot::{CALL_LASTS, LEASE, SESSION_LASTS, Slot, SlotState};
pub use steering::{Brake, CapReason, Load, OrderIntake, Reading, Steering};
pub use stock::{Chance, SeatsLeft};
pub use tally::{PlaceEnd, Tally};
pub use turn::{CREDIT_OF_ONE, LOOKS_MIN, LOOKS_PER_CALL, TurnReport};
pub use wait::{CallRate, Interval};
