//! HTTP bodies, one file per service. Request bodies refuse fields that they do not know.

pub mod box_office;
pub mod catalog;
pub mod error;
pub mod operator;
pub mod order;
pub mod payment;
pub mod purchase;
pub mod reservation;
mod schema;
pub mod socket;
pub mod stream_token;
pub mod streams;
mod tender;
pub mod tickets;
pub mod waiting_room;
pub mod work;

/// Names of the headers that are ours.
pub mod headers {
    pub const CALLER_ID: &str = "X-Caller-Id";
    /// Since when a call is deprecated (RFC 9745), and when it may go (RFC 8594).
    pub const DEPRECATION: &str = "Deprecation";
    pub const SUNSET: &str = "Sunset";
    pub const GUEST_SECRET: &str = "Guest-Secret";
    pub const HOLD_TOKEN: &str = "Hold-Token";
    /// The day of the version that a client was written for.
    pub const HOLDFAST_VERSION: &str = "Holdfast-Version";
    pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
    pub const IDEMPOTENT_REPLAYED: &str = "Idempotent-Replayed";
    /// Of packed statuses between services: a seat that a hold has left single although it may not be.
    pub const LEFT_SINGLE: &str = "Left-Single";
    pub const LAST_EVENT_ID: &str = "Last-Event-ID";
    pub const PREFER: &str = "Prefer";
    /// A challenge, a full stop and its solution: the price of a place in a line, or of a session of a guest.
    pub const PROOF_OF_WORK: &str = "Proof-Of-Work";
    pub const PREFERENCE_APPLIED: &str = "Preference-Applied";
    /// The ticket of a place in a line.
    pub const QUEUE_TICKET: &str = "Queue-Ticket";
    /// The pass that admits to a sale with a waiting room.
    pub const QUEUE_TOKEN: &str = "X-Queue-Token";
    /// The same under another name.
    pub const SALE_PASS: &str = "Sale-Pass";
    /// What remains of each limit (draft-ietf-httpapi-ratelimit-headers).
    pub const RATE_LIMIT: &str = "RateLimit";
    /// What there is of each limit.
    pub const RATE_LIMIT_POLICY: &str = "RateLimit-Policy";
    /// Of packed statuses between services: two bits a seat do not tell how many there are.
    pub const SEAT_COUNT: &str = "Seat-Count";
    /// Of a packed map: the places of its pools.
    pub const SEAT_POOLS: &str = "Seat-Pools";
    pub const SEAT_VERSION: &str = "Seat-Version";
    pub const TRACE_ID: &str = "Trace-Id";
}

/// Of the API: what has changed in each is recorded in `contracts/CHANGES.md`.
pub const VERSION: &str = "1.1.0";

/// The largest request body, in bytes.
pub const BODY_BYTES_MAX: usize = 16 * 1024;
