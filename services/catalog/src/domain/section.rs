//! A section: a rectangle of seats at one price, or room to stand in.

use primitives::TierName;

use super::arc::SectionArc;

/// A rectangle of the grid with one price, unless it has tiers. Rows and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub name: String,
    /// In the minor unit of the event's currency. Of several prices the first.
    pub price: i64,
    pub top: u32,
    pub left: u32,
    pub rows: u32,
    pub cols: u32,
    /// None where it is drawn on its rectangle.
    pub arc: Option<SectionArc>,
    /// None where it has seats.
    pub standing: Option<StandingRoom>,
}

/// What a section without seats has instead: units, which are bought by number. They fill its rectangle however large that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingRoom {
    pub capacity: u32,
    /// Several prices of the same units, or none where there is only that of the section.
    pub tiers: Vec<PriceTier>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceTier {
    pub name: TierName,
    pub price: i64,
    /// How many units may be sold at it. None: any number.
    pub cap: Option<u32>,
}

impl PriceTier {
    /// Of which any number may be sold.
    #[must_use]
    pub fn new(name: TierName, price: i64) -> Self {
        Self { name, price, cap: None }
    }

    #[must_use]
    pub fn at_most(self, cap: u32) -> Self {
        Self { cap: Some(cap), ..self }
    }
}

impl Section {
    /// One seat in the first corner of the grid; [`Self::at`], [`Self::sized`] and [`Self::on`] make a section of it.
    #[must_use]
    pub fn new(name: &str, price: i64) -> Self {
        let name = name.to_owned();
        Self { name, price, top: 1, left: 1, rows: 1, cols: 1, arc: None, standing: None }
    }

    #[must_use]
    pub fn at(mut self, top: u32, left: u32) -> Self {
        self.top = top;
        self.left = left;
        self
    }

    #[must_use]
    pub fn sized(mut self, rows: u32, cols: u32) -> Self {
        self.rows = rows;
        self.cols = cols;
        self
    }

    #[must_use]
    pub fn on(mut self, arc: SectionArc) -> Self {
        self.arc = Some(arc);
        self
    }

    /// Without seats. Where there are tiers, the first is the price of the section.
    #[must_use]
    pub fn standing(mut self, capacity: u32, tiers: Vec<PriceTier>) -> Self {
        self.price = tiers.first().map_or(self.price, |tier| tier.price);
        self.standing = Some(StandingRoom { capacity, tiers });
        self
    }

    /// How many seats or units it has.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        match &self.standing {
            Some(room) => u64::from(room.capacity),
            None => u64::from(self.rows) * u64::from(self.cols),
        }
    }

    /// Several prices, or none where there is one.
    #[must_use]
    pub fn tiers(&self) -> &[PriceTier] {
        self.standing.as_ref().map_or(&[], |room| room.tiers.as_slice())
    }

    /// The first row and the first column behind the section.
    pub(super) fn end(&self) -> (u64, u64) {
        (u64::from(self.top) + u64::from(self.rows), u64::from(self.left) + u64::from(self.cols))
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let (bottom, right) = self.end();
        let (other_bottom, other_right) = other.end();
        u64::from(self.top) < other_bottom
            && u64::from(other.top) < bottom
            && u64::from(self.left) < other_right
            && u64::from(other.left) < right
    }
}
