//! How a place is followed: a reader is shown where it stands, as often as a poll would ask, until there is nothing more to show.

use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, stream};
use tokio::time::{Instant, sleep_until};

use crate::app::{PlaceView, WaitingRooms};

pub(super) struct Shown {
    pub(super) frame: Bytes,
    pub(super) is_last: bool,
}

/// The whole state of one client.
struct Reader {
    rooms: Arc<WaitingRooms>,
    ticket: String,
    show: fn(&PlaceView) -> Shown,
    next_at: Instant,
    is_over: bool,
}

/// A frame is made when it is due and the connection has room for it: nothing waits for a client that does not read.
pub(super) fn frames(
    rooms: Arc<WaitingRooms>,
    ticket: String,
    show: fn(&PlaceView) -> Shown,
) -> impl Stream<Item = Bytes> {
    let reader = Reader { rooms, ticket, show, next_at: Instant::now(), is_over: false };
    stream::unfold(reader, |mut reader| async {
        if reader.is_over {
            return None;
        }
        sleep_until(reader.next_at).await;
        let placement = reader.rooms.shown_place(&reader.ticket).ok()?;
        let Shown { frame, is_last } = (reader.show)(&placement);
        reader.is_over = is_last;
        reader.next_at = Instant::now() + placement.ask_after;
        Some((frame, reader))
    })
}
