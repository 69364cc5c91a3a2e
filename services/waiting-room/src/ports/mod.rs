//! What a waiting room needs from an engine, as a contract.

mod line_store;
mod unavailable;

pub use line_store::{ClaimError, JoinError, LineStore, RoomError, ViewAnswer, ViewCursor, ViewUpdate};
pub use unavailable::LineUnavailable;
