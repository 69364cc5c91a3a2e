//! The body of an answer on its way to the client, in pieces: the parser copies what it is given into a buffer of the connection.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;

use crate::connections::{HeldBytes, InProgress};

/// The buffer of a connection takes at most two of them.
const PIECE_BYTES: usize = 32 * 1024;

pub(super) struct AnswerBody {
    content: Content,
    /// Until the last of it is in the buffer.
    _in_progress: Option<InProgress>,
}

enum Content {
    Whole(BoxBody),
    InPieces { rest: Bytes, _held: HeldBytes },
}

impl AnswerBody {
    pub(super) fn whole(body: BoxBody, in_progress: Option<InProgress>) -> Self {
        Self { content: Content::Whole(body), _in_progress: in_progress }
    }

    pub(super) fn in_pieces(body: Bytes, held: HeldBytes, in_progress: Option<InProgress>) -> Self {
        Self { content: Content::InPieces { rest: body, _held: held }, _in_progress: in_progress }
    }
}

/// The bytes of a body that does not fit into one piece, or the body as it was.
pub(super) fn large(body: BoxBody) -> Result<Bytes, BoxBody> {
    match body.size() {
        BodySize::Sized(bytes) if bytes > PIECE_BYTES as u64 => body.try_into_bytes(),
        BodySize::None | BodySize::Sized(_) | BodySize::Stream => Err(body),
    }
}

impl MessageBody for AnswerBody {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        match &self.content {
            Content::Whole(body) => body.size(),
            Content::InPieces { rest, .. } => BodySize::Sized(rest.len() as u64),
        }
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        match &mut self.get_mut().content {
            Content::Whole(body) => Pin::new(body).poll_next(context),
            Content::InPieces { rest, .. } if rest.is_empty() => Poll::Ready(None),
            Content::InPieces { rest, .. } => {
                let piece = rest.split_to(rest.len().min(PIECE_BYTES));
                Poll::Ready(Some(Ok(piece)))
            }
        }
    }
}
