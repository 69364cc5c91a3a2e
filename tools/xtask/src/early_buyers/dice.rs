//! The same numbers at every start, so that every demo looks alike.

/// Xorshift of 64 bits: good enough to spread buyers over seats.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn thrown_for(event: i64) -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ event.unsigned_abs().wrapping_mul(0xbf58_476d_1ce4_e5b9))
    }

    /// From 0 to one less than the limit, which is not 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_repeat_at_the_next_start_and_reach_every_seat() {
        let throw = |event| {
            let mut dice = Dice::thrown_for(event);
            std::iter::repeat_with(move || dice.below(10)).take(200).collect::<Vec<_>>()
        };
        assert_eq!(throw(1), throw(1));
        assert_ne!(throw(1), throw(2));
        assert!((0..10).all(|seat| throw(1).contains(&seat)));
    }
}
