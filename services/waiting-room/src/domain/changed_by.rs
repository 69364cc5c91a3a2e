//! On whose behalf a room changes.

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedBy {
    /// Recorded in the same step.
    Operator(Control),
    /// What time, stock and load bring, decided for the room of this epoch: an instance that was stopped for long must not change the next
    /// one.
    Line { epoch: u64 },
}

/// Who, and why: an account by its own name. Of others both are what they say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Control {
    pub actor: String,
    /// Empty: none was given.
    pub reason: String,
}
