//! The promises by number, and what is said when one is broken.

/// Numbered as in the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinePromise {
    CalledInOrder,
    CapIsKept,
    OneAdmissionAVisitor,
    LineIsTrue,
    DrawIsFair,
    AdmissionsEnd,
}

impl LinePromise {
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::CalledInOrder => "I10",
            Self::CapIsKept => "I11",
            Self::OneAdmissionAVisitor => "I12",
            Self::LineIsTrue => "I14",
            Self::DrawIsFair => "I15",
            Self::AdmissionsEnd => "I16",
        }
    }
}

/// A promise that was broken, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFlaw {
    pub promise: LinePromise,
    pub what: String,
}

impl LineFlaw {
    pub(crate) fn of(promise: LinePromise, what: impl Into<String>) -> Self {
        Self { promise, what: what.into() }
    }
}
