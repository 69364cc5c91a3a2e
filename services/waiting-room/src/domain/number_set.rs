//! A set of numbers that can say how many of its members are below a bound, in constant time: one bit a number, and a count every 512 of them.

const WORD: u32 = 64;
const WORDS_PER_BLOCK: usize = 8;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberSet {
    words: Vec<u64>,
    /// How many members are in all blocks before this one.
    before: Vec<u32>,
    len: u32,
}

impl NumberSet {
    /// Costs a step for each block behind the number: 2,000 for a million numbers.
    pub fn insert(&mut self, number: u32) {
        if self.contains(number) {
            return;
        }
        let (word, bit) = place(number);
        let blocks = word / WORDS_PER_BLOCK + 1;
        if self.before.len() < blocks {
            self.words.resize(blocks * WORDS_PER_BLOCK, 0);
            self.before.resize(blocks, self.len);
        }
        if let Some(word) = self.words.get_mut(word) {
            *word |= bit;
        }
        self.before.iter_mut().skip(blocks).for_each(|count| *count += 1);
        self.len += 1;
    }

    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        let (word, bit) = place(number);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// How many members are not above the number.
    #[must_use]
    pub fn rank(&self, number: u32) -> u32 {
        let (word, bit) = place(number);
        let block = word / WORDS_PER_BLOCK;
        let Some(before) = self.before.get(block) else { return self.len };
        let first = block * WORDS_PER_BLOCK;
        let whole = self.words.iter().skip(first).take(word - first).map(|word| word.count_ones());
        let up_to_bit = bit | (bit - 1);
        let last = self.words.get(word).map_or(0, |word| (word & up_to_bit).count_ones());
        before + whole.sum::<u32>() + last
    }

    /// In ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let members = |(number, word): (u32, &u64)| {
            let word = *word;
            (0..WORD).filter(move |bit| word & (1 << bit) != 0).map(move |bit| number * WORD + bit)
        };
        (0_u32..).zip(&self.words).flat_map(members)
    }

    #[must_use]
    pub fn len(&self) -> u32 {
        self.len
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

fn place(number: u32) -> (usize, u64) {
    ((number / WORD) as usize, 1 << (number % WORD))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_rank_is_what_counting_gives(numbers in prop::collection::vec(0_u32..5_000, 0..300), asked in 0_u32..6_000) {
            let (mut set, mut counted) = (NumberSet::default(), BTreeSet::new());
            for number in numbers {
                set.insert(number);
                counted.insert(number);
            }
            prop_assert_eq!(set.rank(asked) as usize, counted.range(..=asked).count());
            prop_assert_eq!(set.len() as usize, counted.len());
            prop_assert_eq!(set.contains(asked), counted.contains(&asked));
            prop_assert!(set.iter().eq(counted));
        }
    }
}
