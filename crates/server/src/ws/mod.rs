//! WebSocket (RFC 6455): what every socket has in common.
//!
//! A service gives a [`Conversation`], which is asked for its next frame when the connection has room for it: nothing is queued here, as with
//! `sse`. What clients send is bounded in size and rate, and a violation closes the socket with a code that says which.

mod body;
mod close;
mod conversation;
mod counters;
mod frame;
mod handshake;
mod messages;
mod parser;
mod pulse;
mod rate;

pub use close::Close;
pub use conversation::Conversation;
pub use counters::dropped;
pub use frame::Frame;
pub use handshake::{Accepted, Sockets};
pub use messages::texts_in;
pub use parser::MESSAGE_BYTES_MAX;
pub use rate::FRAMES_PER_SECOND;
