//! What never changes of an event's seats, prepared so that rendering the map is little more than copying.

use contracts::http::catalog::{
    ArcBody, LayoutBody, PointBody, PoolBody, SectionBody, StageBody, StandingRoomBody, TierBody,
};
use primitives::{Currency, EventId, hex};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::encoded::Encoded;
use super::error::RenderError;
use crate::domain::{
    EventPrices, Layout, Point, PoolCount, Pools, PriceTier, SeatFlag, SeatLocation, SeatStatus, Section,
    SectionArc, Snapshot, Stage, StandingRoom, Statuses,
};

/// Part of the layout's hash: raise it when the body of the same layout changes.
const LAYOUT_FORM: u8 = 1;
const HASH_BYTES: usize = 16;

/// The JSON of each seat up to its status, one behind the other.
#[derive(Debug)]
struct SeatTexts {
    text: String,
    /// Where each seat's text ends.
    ends: Vec<usize>,
}

#[derive(Debug)]
pub struct SeatPlan {
    event: EventId,
    currency: Currency,
    layout: Layout,
    prices: EventPrices,
    pools: Pools,
    hash: String,
    seats: SeatTexts,
    layout_body: OnceCell<Encoded>,
}

impl SeatPlan {
    pub fn new(event: EventId, currency: Currency, layout: Layout) -> Result<Self, RenderError> {
        let (prices, pools) = (EventPrices::of(&layout, currency), Pools::of(&layout));
        let seats = seat_texts(&layout)?;
        let hash = hash(&body_without_columns(event, currency, &layout))?;
        Ok(Self { event, currency, layout, prices, pools, hash, seats, layout_body: OnceCell::new() })
    }

    #[must_use]
    pub fn event(&self) -> EventId {
        self.event
    }

    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    #[must_use]
    pub fn prices(&self) -> &EventPrices {
        &self.prices
    }

    #[must_use]
    pub fn pools(&self) -> &Pools {
        &self.pools
    }

    /// Identifies this very layout: another one has another hash.
    #[must_use]
    pub fn layout_hash(&self) -> &str {
        &self.hash
    }

    /// The layout as it is served, made at the first call.
    pub async fn layout_body(&self) -> Result<Encoded, RenderError> {
        let make = || async {
            let mut body = body_without_columns(self.event, self.currency, &self.layout);
            for location in self.layout.locations() {
                body.r.push(location.r);
                body.c.push(location.c);
                body.section.push(u32::try_from(location.section).unwrap_or(u32::MAX));
            }
            tokio::task::spawn_blocking(move || Ok(Encoded::of(serde_json::to_vec(&body)?)?)).await?
        };
        self.layout_body.get_or_try_init(make).await.cloned()
    }

    pub(super) fn pool_body(&self, count: &PoolCount) -> PoolBody {
        let section = self.layout.sections().get(count.section);
        PoolBody {
            section: section.map_or(String::new(), |section| section.name.clone()),
            capacity: count.capacity(),
            available: count.available,
            held: count.held,
            sold: count.sold,
        }
    }

    /// The pools of a packed map, in the order of the layout: available, held and sold of each. None where there is none.
    pub(super) fn packed_pools(&self, statuses: &Statuses) -> Option<String> {
        let one = |count: PoolCount| format!("{}/{}/{}", count.available, count.held, count.sold);
        let pools: Vec<String> = self.pools.counts(statuses).map(one).collect();
        (!pools.is_empty()).then(|| pools.join(","))
    }

    /// The JSON of the whole map.
    pub(super) fn seat_map(&self, snapshot: &Snapshot) -> Result<Vec<u8>, RenderError> {
        const STATUS_BYTES: usize = 12;
        let size = self.seats.text.len() + self.seats.ends.len() * STATUS_BYTES + 128;
        let mut json = String::with_capacity(size);
        json.push_str(&format!(
            r#"{{"eventId":{},"epoch":{},"version":{},"rows":{},"cols":{},"seats":["#,
            self.event,
            snapshot.position.epoch,
            snapshot.position.version,
            self.layout.rows(),
            self.layout.cols(),
        ));
        let mut start = 0;
        for (end, status) in self.seats.ends.iter().zip(snapshot.statuses.iter()) {
            json.push_str(self.seats.text.get(start..*end).unwrap_or_default());
            json.push_str(match status {
                SeatStatus::Available => r#"AVAILABLE"}"#,
                SeatStatus::Held => r#"HELD"}"#,
                SeatStatus::Sold => r#"SOLD"}"#,
            });
            start = *end;
        }
        json.push(']');
        let pools: Vec<PoolBody> =
            self.pools.counts(&snapshot.statuses).map(|count| self.pool_body(&count)).collect();
        if !pools.is_empty() {
            json.push_str(&format!(r#","pools":{}"#, serde_json::to_string(&pools)?));
        }
        json.push('}');
        Ok(json.into_bytes())
    }
}

fn seat_texts(layout: &Layout) -> Result<SeatTexts, RenderError> {
    let mut tails = Vec::with_capacity(layout.sections().len());
    for section in layout.sections() {
        let name = serde_json::to_string(&section.name)?;
        tails.push(format!(r#","section":{name},"price":{},"status":""#, section.price));
    }
    let mut texts = SeatTexts { text: String::new(), ends: Vec::with_capacity(layout.capacity() as usize) };
    for location in layout.locations() {
        let comma = if texts.ends.is_empty() { "" } else { "," };
        let tail = tails.get(location.section).map_or("", String::as_str);
        let SeatLocation { seat, r, c, .. } = location;
        let seat = format!(r#"{comma}{{"id":{seat},"r":{r},"c":{c}{tail}"#);
        texts.text.push_str(&seat);
        texts.ends.push(texts.text.len());
    }
    texts.text.shrink_to_fit();
    Ok(texts)
}

fn body_without_columns(event: EventId, currency: Currency, layout: &Layout) -> LayoutBody {
    let seats_of = |wanted: SeatFlag| {
        let flagged = layout.flags().iter().filter(move |(_, flag)| *flag == wanted);
        flagged.map(|(seat, _)| seat.get()).collect()
    };
    LayoutBody {
        event_id: event.get(),
        rows: layout.rows(),
        cols: layout.cols(),
        currency: currency.to_string(),
        sections: layout.sections().iter().map(section).collect(),
        stage: layout.stage().map(|Stage { top, left, rows, cols }| StageBody { top, left, rows, cols }),
        outline: layout.outline().iter().copied().map(point).collect(),
        accessible: seats_of(SeatFlag::Accessible),
        companion: seats_of(SeatFlag::Companion),
        buyer_limit: layout.buyer_limit(),
        r: Vec::new(),
        c: Vec::new(),
        section: Vec::new(),
    }
}

fn section(section: &Section) -> SectionBody {
    SectionBody {
        name: section.name.clone(),
        price: section.price,
        top: section.top,
        left: section.left,
        rows: section.rows,
        cols: section.cols,
        arc: section.arc.map(arc),
        standing: section.standing.as_ref().map(standing),
    }
}

fn standing(StandingRoom { capacity, tiers }: &StandingRoom) -> StandingRoomBody {
    StandingRoomBody { capacity: *capacity, tiers: tiers.iter().map(tier).collect() }
}

fn tier(PriceTier { name, price, cap }: &PriceTier) -> TierBody {
    TierBody { name: name.to_string(), price: *price, cap: *cap }
}

fn arc(SectionArc { front, turn, radius }: SectionArc) -> ArcBody {
    ArcBody { front: point(front), turn, radius }
}

fn point(Point { x, y }: Point) -> PointBody {
    PointBody { x, y }
}

/// The columns follow from the sections, so they need not be hashed.
fn hash(body: &LayoutBody) -> Result<String, RenderError> {
    let digest = Sha256::new().chain_update([LAYOUT_FORM]).chain_update(serde_json::to_vec(body)?).finalize();
    Ok(hex(digest.get(..HASH_BYTES).unwrap_or(&digest)))
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
