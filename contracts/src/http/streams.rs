//! What streams of server-sent events send. Each variant is an event: `event`, `id` and `data` as the lines of the stream have them, of which `data` is
//! JSON on one line. Both descriptions of the API are made from these.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::catalog::{PoolUpdate, SeatBatch, SeatUpdate, StreamPosition};
use super::order::OrderBody;
use super::schema;
use super::waiting_room::{PlaceBody, QueuePositionBody};

/// How any stream is read and resumed.
pub const RULES: &str = "Each event has a line `event` with its name and a line `data` with one JSON object; a comment comes where nothing else does, so that \
a connection that is silent for a minute is dead. A stream that has more to say ends with `retry: 1000`: open it again after a second. That its server \
stops is one cause; the other is named by a comment before: the access token that it was opened with has expired or says old rights, `: TOKEN_EXPIRED`, \
so open it again with the next one; or its session has ended, `: SESSION_ENDED`, so log in first. A client that opens it again for any reason sends the \
`id` of the last event that it has received as `Last-Event-ID`, where events have one; a refusal (429, 503) says in `Retry-After` when.";

/// A stream of the API.
pub trait EventStream: ToSchema {
    /// The operation that opens it, as both descriptions name it.
    const OPERATION: &'static str;
    const PATH: &'static str;
    /// What happens when it is resumed, and when it ends.
    const RESUMED: &'static str;
    /// What its query may say: the names, and what each is for.
    const QUERY: &'static [(&'static str, &'static str)];
}

/// What a browser puts into the address of a stream.
pub const STREAM_TOKEN: (&str, &str) = (
    "streamToken",
    "Instead of the headers that say who reads: a token that is good for a minute, of the call stream-token",
);

/// `GET /api/events/{eventId}/seats/stream`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event")]
pub enum SeatStreamEvent {
    /// First, unless the stream is resumed: the position that it goes on from. A client whose snapshot is older fetches it again.
    #[serde(rename = "INIT")]
    Init {
        #[schema(schema_with = schema::map_position)]
        id: String,
        data: StreamPosition,
    },
    /// Instead of changes that are not kept any more, or for an id that is none of ours: there is a gap. The client fetches the snapshot again, and the
    /// stream goes on behind this position.
    #[serde(rename = "RESYNC")]
    Resync {
        #[schema(schema_with = schema::map_position)]
        id: String,
        data: StreamPosition,
    },
    /// Each change of a seat, unless batches were asked for.
    #[serde(rename = "SEAT_UPDATE")]
    SeatUpdate {
        #[schema(schema_with = schema::map_position)]
        id: String,
        data: SeatUpdate,
    },
    /// Each change of a place in a standing section, unless batches were asked for.
    #[serde(rename = "POOL_UPDATE")]
    PoolUpdate {
        #[schema(schema_with = schema::map_position)]
        id: String,
        data: PoolUpdate,
    },
    /// With `batch=true`: what has changed since the last one, once a tick.
    #[serde(rename = "SEAT_BATCH")]
    SeatBatch {
        #[schema(schema_with = schema::map_position)]
        id: String,
        data: SeatBatch,
    },
}

impl EventStream for SeatStreamEvent {
    const OPERATION: &'static str = "followSeats";
    const PATH: &'static str = "/api/events/{eventId}/seats/stream";
    const RESUMED: &'static str = "An `id` is `<epoch>-<version>`. Resumed, the stream goes on behind it without `INIT`, or with `RESYNC` where it cannot. A version \
    that is not the next one is a gap for the client too: fetch the snapshot. It ends when the event is over, and outlives the token it was opened with.";
    const QUERY: &'static [(&'static str, &'static str)] =
        &[("batch", "`true`: the changes of a tick come together, as `SEAT_BATCH`")];
}

/// `GET /api/orders/{orderId}/stream`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event")]
pub enum OrderStreamEvent {
    /// The order as it is, at once and at each version; versions that follow each other faster than the client reads are left out but for the newest.
    #[serde(rename = "ORDER_UPDATE")]
    OrderUpdate {
        #[schema(schema_with = schema::order_version)]
        id: String,
        data: OrderBody,
    },
}

impl EventStream for OrderStreamEvent {
    const OPERATION: &'static str = "followOrder";
    const PATH: &'static str = "/api/orders/{orderId}/stream";
    const RESUMED: &'static str = "An `id` is the version of the order. The stream ends behind the version after which nothing changes; resumed with that one it \
    answers 204, which ends the reconnecting of browsers.";
    const QUERY: &'static [(&'static str, &'static str)] = &[STREAM_TOKEN];
}

/// `GET /api/waiting-room/place/stream`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum PlaceStreamEvent {
    /// While the place waits: at once, and as often as a poll would ask.
    Position { data: PlaceBody },
    /// The place may be claimed, or was. The last event.
    Called { data: PlaceBody },
    /// There is nothing more to wait for. The last event.
    Closed { data: PlaceBody },
}

impl EventStream for PlaceStreamEvent {
    const OPERATION: &'static str = "followPlace";
    const PATH: &'static str = "/api/waiting-room/place/stream";
    const RESUMED: &'static str = "Events have no `id`: each says all there is to know, and a stream that is opened again begins with the present one.";
    const QUERY: &'static [(&'static str, &'static str)] =
        &[("ticket", "Which place: what entering the line gave")];
}

/// `GET /api/v1/queue/stream`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum QueueStreamEvent {
    /// While the place waits: at once, and as often as a poll would ask.
    Position { data: QueuePositionBody },
    /// The visitor may reserve. The last event.
    Admitted { data: QueuePositionBody },
    /// There is nothing more to wait for. The last event.
    Closed { data: QueuePositionBody },
}

impl EventStream for QueueStreamEvent {
    const OPERATION: &'static str = "followQueue";
    const PATH: &'static str = "/api/v1/queue/stream";
    const RESUMED: &'static str = PlaceStreamEvent::RESUMED;
    const QUERY: &'static [(&'static str, &'static str)] =
        &[("token", "Which place: what entering the queue gave")];
}
