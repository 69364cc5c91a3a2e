//! The swap-or-not shuffle, as Ethereum computes the order of its validators (`compute_shuffled_index`), with 90 rounds: the place of one
//! member can be computed without the others', and test vectors are public.

use sha2::{Digest, Sha256};

const ROUNDS: u8 = 90;
const POSITIONS_PER_HASH: u32 = 256;

/// Where the member `index` of `count` comes to stand. `index` where it is none of them.
#[must_use]
pub fn shuffled(index: u32, count: u32, seed: &[u8; 32]) -> u32 {
    if index >= count {
        return index;
    }
    (0..ROUNDS).fold(index, |index, round| {
        let flip = flipped(index, pivot(seed, round, count), count);
        let position = index.max(flip);
        if is_swapped(&source(seed, round, position), position) { flip } else { index }
    })
}

/// Where each of `count` members comes to stand: as [`shuffled`] of each, for a fraction of its price.
#[must_use]
pub fn shuffled_list(count: u32, seed: &[u8; 32]) -> Vec<u32> {
    let mut places: Vec<u32> = (0..count).collect();
    for round in 0..ROUNDS {
        let pivot = pivot(seed, round, count.max(1));
        let sources: Vec<[u8; 32]> =
            (0..count.div_ceil(POSITIONS_PER_HASH)).map(|part| hash(seed, round, Some(part))).collect();
        for place in &mut places {
            let flip = flipped(*place, pivot, count);
            let position = (*place).max(flip);
            let source = sources.get((position / POSITIONS_PER_HASH) as usize);
            if source.is_some_and(|source| is_swapped(source, position)) {
                *place = flip;
            }
        }
    }
    places
}

fn flipped(index: u32, pivot: u32, count: u32) -> u32 {
    let sum = u64::from(pivot) + u64::from(count) - u64::from(index);
    u32::try_from(sum % u64::from(count)).unwrap_or(index)
}

fn pivot(seed: &[u8; 32], round: u8, count: u32) -> u32 {
    let number =
        hash(seed, round, None).iter().take(8).rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    u32::try_from(number % u64::from(count)).unwrap_or(0)
}

fn source(seed: &[u8; 32], round: u8, position: u32) -> [u8; 32] {
    hash(seed, round, Some(position / POSITIONS_PER_HASH))
}

fn is_swapped(source: &[u8; 32], position: u32) -> bool {
    let byte = source.get(((position % POSITIONS_PER_HASH) / 8) as usize).copied().unwrap_or(0);
    (byte >> (position % 8)) & 1 == 1
}

fn hash(seed: &[u8; 32], round: u8, part: Option<u32>) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(seed);
    digest.update([round]);
    if let Some(part) = part {
        digest.update(part.to_le_bytes());
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_list_has_each_place_once_and_is_what_each_member_computes() {
        for count in [0, 1, 2, 3, 255, 256, 257, 1_000] {
            let seed = [count as u8; 32];
            let list = shuffled_list(count, &seed);
            assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), count as usize);
            for (index, place) in (0..).zip(&list) {
                assert_eq!(shuffled(index, count, &seed), *place);
            }
        }
        assert_ne!(shuffled_list(100, &[1; 32]), shuffled_list(100, &[2; 32]));
        assert_eq!(shuffled(7, 5, &[1; 32]), 7);
    }

    #[test]
    fn no_member_is_favoured_by_when_it_has_registered() {
        let mut sums = [0_u64; 4];
        for number in 0..400_u32 {
            let mut seed = [0; 32];
            seed[..4].copy_from_slice(&number.to_be_bytes());
            sums.iter_mut().zip(shuffled_list(4, &seed)).for_each(|(sum, place)| *sum += u64::from(place));
        }
        // 400 draws of 0 to 3 sum up to 600, give or take a standard deviation of 22.
        assert!(sums.iter().all(|sum| (500..700).contains(sum)), "{sums:?}");
    }
}
