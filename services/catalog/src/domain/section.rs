//! A section: a rectangle of seats at one price.

use super::arc::SectionArc;

/// A rectangle of the grid with one price. Rows and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub name: String,
    /// In the minor unit of the event's currency.
    pub price: i64,
    pub top: u32,
    pub left: u32,
    pub rows: u32,
    pub cols: u32,
    /// None where it is drawn on its rectangle.
    pub arc: Option<SectionArc>,
}

impl Section {
    /// One seat in the first corner of the grid; [`Self::at`], [`Self::sized`] and [`Self::on`] make a section of it.
    #[must_use]
    pub fn new(name: &str, price: i64) -> Self {
        Self { name: name.to_owned(), price, top: 1, left: 1, rows: 1, cols: 1, arc: None }
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

    pub(super) fn seats(&self) -> u64 {
        u64::from(self.rows) * u64::from(self.cols)
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
