//! Where a request comes from.

/// Which clients can reach a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Public,
    /// By its network and by their tokens.
    OurServices,
}
