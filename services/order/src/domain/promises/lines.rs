//! The holds of a sale with a line in front, compared with who was admitted to it.

use std::time::Duration;

use primitives::{EventId, Timestamp, VisitorId};

use super::breach::{Breach, Promise};
use super::seats::{HoldBirth, SeatRecord};

/// A sale hears within a second that it has a line, and a pass may be presented just before it ends; the rest is clock skew.
const ABOUT: Duration = Duration::from_secs(15);

/// A visitor who might hold seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineAdmission {
    pub visitor: VisitorId,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// What the waiting room says of one line, and has judged of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineReport {
    pub event: EventId,
    pub checked: Vec<(Promise, u64)>,
    pub breaches: Vec<Breach>,
    /// Since when every admission is recorded. None: none is, or holds need no pass.
    pub recorded_since: Option<Timestamp>,
    pub admissions: Vec<LineAdmission>,
}

impl LineReport {
    /// The holds that could not be made without a pass.
    pub fn guarded<'a>(
        &'a self,
        records: &'a [SeatRecord],
    ) -> impl Iterator<Item = (&'a SeatRecord, &'a HoldBirth)> {
        let since = self.recorded_since.map(|since| since.plus(ABOUT));
        let births = records.iter().filter_map(|record| Some((record, record.hold.as_ref()?)));
        births.filter(move |(_, birth)| since.is_some_and(|since| birth.since >= since))
    }

    /// A named buyer has to have been admitted; of the others one does not know more than that some visitor was.
    #[must_use]
    pub fn of_holds(&self, records: &[SeatRecord]) -> Vec<Breach> {
        let uncovered = self.guarded(records).filter(|(_, birth)| !self.covers(birth));
        let breach = |(record, birth): (&SeatRecord, &HoldBirth)| {
            let visitor =
                birth.visitor.map_or_else(|| "no one".to_owned(), |visitor| format!("not {visitor}"));
            let what = format!("held behind a line when {visitor} was admitted");
            Breach::of(Promise::HoldsAreAdmitted, what).at(self.event).seat(record.seat)
        };
        uncovered.map(breach).collect()
    }

    fn covers(&self, birth: &HoldBirth) -> bool {
        let is_theirs =
            |admission: &&LineAdmission| birth.visitor.is_none_or(|visitor| visitor == admission.visitor);
        let mut theirs = self.admissions.iter().filter(is_theirs);
        theirs.any(|one| (one.from.minus(ABOUT)..=one.until.plus(ABOUT)).contains(&birth.since))
    }
}
