//! What a service does with one socket.

use std::task::{Context, Poll};

use super::close::Close;
use super::frame::Frame;

/// Both methods are called by the task of the connection, and must not block.
pub trait Conversation: Unpin + 'static {
    /// A text message of the client. Returns its type, by which it is counted: one of a fixed list.
    fn hear(&mut self, text: &str) -> Result<&'static str, Close>;

    /// The next frame, the most urgent first, once the connection has room for one. None: the conversation is over.
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Close>>>;
}
