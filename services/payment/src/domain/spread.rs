//! Choices that look random and are repeatable: a retry must not change the outcome of a payment.

use primitives::OrderId;

/// A number from 0 up to, not including, 1, fixed by the order and what it is for.
#[must_use]
pub fn spread(order: OrderId, purpose: u64) -> f64 {
    let (high, low) = order.as_uuid().as_u64_pair();
    let mixed = mix(mix(mix(purpose).wrapping_add(high)).wrapping_add(low));
    // The upper 53 bits are as many as the fraction of a double holds.
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// Spreads every bit of the input over all of the output (the finalizer of SplitMix64).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_choices_of_many_orders_are_evenly_spread_and_never_change() {
        let orders = || (0..10_000).map(|number| OrderId::from_uuid(Uuid::from_u128(number)));
        let below = orders().filter(|order| spread(*order, 1) < 0.3).count();
        assert!((2_700..3_300).contains(&below), "{below} of 10,000 below 0.3");
        assert!(orders().all(|order| (0.0..1.0).contains(&spread(order, 1))));
        assert!(orders().all(|order| spread(order, 1).to_bits() == spread(order, 1).to_bits()));
        let apart = orders().filter(|order| spread(*order, 1) < 0.3 && spread(*order, 2) < 0.3).count();
        assert!((700..1_100).contains(&apart), "two purposes of one order go together: {apart}");
    }
}
