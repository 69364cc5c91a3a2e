//! Bodies of `/api/events`.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::WireTime;

/// What the public sees of a seat. A seat whose order is being paid reads HELD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum SeatStatus {
    Available,
    Held,
    Sold,
}

impl SeatStatus {
    /// The two bits of this status in the packed map.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::Available => 0,
            Self::Held => 1,
            Self::Sold => 2,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!(event_example())))]
pub struct EventBody {
    pub id: i64,
    /// In Korean, the language of the house.
    pub title: String,
    pub title_en: String,
    pub date_time: WireTime,
    pub description: String,
    pub description_en: String,
    pub venue: String,
    pub venue_en: String,
    /// The same texts in one language, by `Accept-Language`; in Korean for a client that prefers none.
    pub localized: LocalizedEventBody,
    /// The zone of the venue, as IANA names it: what its clocks show when the show begins.
    #[schema(example = "Asia/Seoul")]
    pub time_zone: String,
    pub on_sale_at: WireTime,
    /// The server's time, so that a countdown does not depend on the viewer's clock. Of a body that was kept, the header `Date` of the 304 has it.
    pub server_time: WireTime,
    #[schema(example = "KRW")]
    pub currency: String,
    /// What kind of show it is: JAZZ, CLASSICAL, THEATRE, CONCERT, FESTIVAL, MUSICAL, SPORT, DANCE, or one that a newer server knows.
    /// Absent where the organizer has not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "JAZZ")]
    pub genre: Option<String>,
    /// Whose event it is: members of the organization may work at it. Absent where it is no organization's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "0190b7a0-0000-7000-8000-0000000000de")]
    pub organization_id: Option<Uuid>,
    pub price_min: i64,
    pub price_max: i64,
    pub capacity: u32,
    pub available: u32,
    /// Where the layout may be fetched once and kept for ever.
    #[schema(example = "/api/events/4/layout?v=6f1c…")]
    pub layout_url: String,
}

/// What a person reads of an event, in the language that the client prefers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LocalizedEventBody {
    #[schema(example = "en")]
    pub language: String,
    pub title: String,
    pub description: String,
    pub venue: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "items": [event_example()], "nextCursor": null })))]
pub struct EventListBody {
    pub items: Vec<EventBody>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "eventId": 1, "epoch": 1, "version": 17, "rows": 10, "cols": 10,
    "seats": [{ "id": 42, "r": 5, "c": 2, "section": "A", "price": 44_000, "status": "AVAILABLE" }],
})))]
pub struct SeatMapBody {
    pub event_id: i64,
    pub epoch: u64,
    pub version: u64,
    pub rows: u32,
    pub cols: u32,
    /// The seats that have a place on the map.
    pub seats: Vec<SeatBody>,
    /// The standing sections, whose places are counted and not listed; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<PoolBody>,
}

/// How many places of a standing section have each status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PoolBody {
    #[schema(example = "FIELD")]
    pub section: String,
    pub capacity: u32,
    pub available: u32,
    pub held: u32,
    pub sold: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatBody {
    pub id: i64,
    /// Row on the grid of the event, from 1.
    pub r: u32,
    /// Column on the grid of the event, from 1.
    pub c: u32,
    pub section: String,
    pub price: i64,
    pub status: SeatStatus,
}

/// The part of a seat map that never changes, in columns by ascending seat id. The places of standing sections have the ids behind all
/// others, and stand in no column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "eventId": 1, "rows": 10, "cols": 10, "currency": "KRW",
    "sections": [{ "name": "A", "price": 44_000, "top": 1, "left": 1, "rows": 10, "cols": 10 }],
    "stage": { "top": -2, "left": 3, "rows": 2, "cols": 6 },
    "r": [1, 1], "c": [1, 2], "section": [0, 0],
})))]
pub struct LayoutBody {
    pub event_id: i64,
    pub rows: u32,
    pub cols: u32,
    pub currency: String,
    pub sections: Vec<SectionBody>,
    /// Absent where the venue has not said where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub stage: Option<StageBody>,
    /// The corners of the room around the seats, one behind the other; absent where none are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outline: Vec<PointBody>,
    /// Ids of the seats that are places for wheelchairs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accessible: Vec<i64>,
    /// Ids of the seats beside them, for the person who comes along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companion: Vec<i64>,
    /// How many seats of the event one buyer may hold and have bought; absent where it has no limit of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub buyer_limit: Option<u32>,
    pub r: Vec<u32>,
    pub c: Vec<u32>,
    /// Index into `sections`.
    pub section: Vec<u32>,
}

/// A rectangle of the grid with one price, or a standing section, which may have several. Row and seat numbers that a buyer reads count
/// inside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionBody {
    pub name: String,
    pub price: i64,
    pub top: u32,
    pub left: u32,
    pub rows: u32,
    pub cols: u32,
    /// How it is drawn; absent where it is drawn on its rectangle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub arc: Option<ArcBody>,
    /// Absent where it has seats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub standing: Option<StandingRoomBody>,
}

/// A section without seats: its places are bought by number, whichever are free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingRoomBody {
    #[schema(example = 5000)]
    pub capacity: u32,
    /// The first of them is what a place costs for a buyer who names none; absent where there is one price for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<TierBody>,
}

/// One of several prices of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TierBody {
    #[schema(example = "adult", pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    pub name: String,
    pub price: i64,
    /// How many places of the section are sold at it, at most; absent where any number is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub cap: Option<u32>,
}

/// A place on the map, in tenths of a seat. The seat of the first row and column of the grid has its middle at (10, 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PointBody {
    pub x: i32,
    pub y: i32,
}

/// Rows on arcs around one point. The first row is in front and as long as it has seats; the others lie behind it, each seat behind the
/// one before it. The grid still says which seats are neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArcBody {
    /// The middle of the first row.
    pub front: PointBody,
    /// In tenths of a degree, clockwise. At 0 the section looks up, and its numbers rise to the right.
    #[schema(minimum = -1800, maximum = 1800, example = 900)]
    pub turn: i32,
    /// From the middle of the first row to the point that the rows lie around, in tenths of a seat; 0 for straight rows.
    #[schema(example = 430)]
    pub radius: u32,
}

/// A rectangle on the grid of the sections, with no seat in it. It may stand beside the seats, so rows and columns go on counting over the
/// edges of the grid: the row before the first is 0, the one before that -1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StageBody {
    #[schema(example = -2)]
    pub top: i32,
    #[schema(example = 4)]
    pub left: i32,
    pub rows: u32,
    pub cols: u32,
}

/// Of a seat map, as its stream names it: a client whose snapshot is older than this fetches it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "eventId": 1, "epoch": 1, "version": 17 })))]
pub struct StreamPosition {
    pub event_id: i64,
    pub epoch: u64,
    pub version: u64,
}

/// One change of one seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "seatId": 42, "status": "HELD", "version": 18 })))]
pub struct SeatUpdate {
    pub seat_id: i64,
    pub status: SeatStatus,
    pub version: u64,
}

/// A place of a standing section has changed, and this is the section since, or a moment later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(examples(json!({
    "version": 19, "pool": { "section": "FIELD", "capacity": 5_000, "available": 4_998, "held": 2, "sold": 0 },
})))]
pub struct PoolUpdate {
    pub version: u64,
    pub pool: PoolBody,
}

/// The latest status of each seat, and of each standing section, that changed after version `from`, up to `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "from": 17, "version": 18, "changes": [[42, "HELD"]] })))]
pub struct SeatBatch {
    pub from: u64,
    pub version: u64,
    pub changes: Vec<(i64, SeatStatus)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<PoolBody>,
}

fn event_example() -> serde_json::Value {
    json!({
        "id": 1, "title": "봄밤의 재즈 클럽", "titleEn": "A Spring Night at the Jazz Club",
        "dateTime": "2026-12-11T10:00:00.000Z",
        "description": "백 석뿐인 작은 클럽에서 네 사람이 한 번에 연주합니다.",
        "descriptionEn": "Four players, one take, a club of a hundred seats.",
        "venue": "홍대 클럽 온음", "venueEn": "Club Oneum, Hongdae",
        "localized": {
            "language": "en", "title": "A Spring Night at the Jazz Club",
            "description": "Four players, one take, a club of a hundred seats.", "venue": "Club Oneum, Hongdae",
        },
        "timeZone": "Asia/Seoul",
        "onSaleAt": "2026-11-20T09:00:00.000Z", "serverTime": "2026-11-21T09:00:00.000Z", "currency": "KRW",
        "genre": "JAZZ", "organizationId": "0190b7a0-0000-7000-8000-0000000000de",
        "priceMin": 44_000, "priceMax": 44_000, "capacity": 100, "available": 97,
        "layoutUrl": "/api/events/1/layout?v=6f1c",
    })
}
