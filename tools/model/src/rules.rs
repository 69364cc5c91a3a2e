//! The rules that keep the promises, each of which can be switched off: then a promise has to break, or the rule is worth nothing.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A hold obeys its owner, and no one else.
    OwnerCheck,
    /// The ledger has room for one order a seat.
    Ledger,
    /// A voided payment is recorded, with the call to the provider that it still needs.
    PaymentTombstone,
    /// An order that gave its seats back is recorded: it is never sold them later.
    OrderTombstone,
    /// Of two restorations of the seat store only the later one counts, and none counts once the store is open again.
    EpochFence,
    /// A seat map that has missed a change fetches, and never guesses.
    SequenceGap,
    /// Seats that are being paid for stay with their order for longer than all of its deadlines.
    Pin,
    /// The seat store is compared with the ledger from time to time.
    Repair,
    /// Units that have lapsed are given to the next buyer, whether they have been swept or not.
    ShortSweeps,
    /// The records give each seat of a buyer one of as many places as the buyer may buy.
    BuyerLedger,
    /// No more are called or in a sale at once than may be.
    SlotCap,
    /// Only those are called who are there.
    Presence,
    /// No number is reached that was not given.
    ServingCeiling,
    /// A visitor who joins again keeps the place.
    WhoUnique,
}

impl Rule {
    pub const ALL: [Self; 14] = [
        Self::OwnerCheck,
        Self::Ledger,
        Self::PaymentTombstone,
        Self::OrderTombstone,
        Self::EpochFence,
        Self::SequenceGap,
        Self::Pin,
        Self::Repair,
        Self::ShortSweeps,
        Self::BuyerLedger,
        Self::SlotCap,
        Self::Presence,
        Self::ServingCeiling,
        Self::WhoUnique,
    ];
}

/// Which rules hold: all of them, or all but one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    off: Option<Rule>,
}

impl Rules {
    pub const ALL: Self = Self { off: None };

    #[must_use]
    pub const fn without(rule: Rule) -> Self {
        Self { off: Some(rule) }
    }

    #[must_use]
    pub fn hold(self, rule: Rule) -> bool {
        self.off != Some(rule)
    }
}
