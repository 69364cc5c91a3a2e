//! The tree over those who have registered: its root is published before the draw, and each visitor can check to be under it.

use primitives::VisitorId;
use sha2::{Digest, Sha256};

use super::place::JoinIndex;

/// So that no leaf can be presented as a node, nor a node as a leaf.
const LEAF: u8 = 0;
const NODE: u8 = 1;

type Hash = [u8; 32];

/// The sibling on one step of the way to the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofStep {
    pub sibling: Hash,
    pub is_left: bool,
}

/// All levels, the leaves first. A node without a sibling goes up as it is.
#[derive(Debug, Clone)]
pub struct MerkleTree {
    levels: Vec<Vec<Hash>>,
}

#[must_use]
pub fn leaf(index: JoinIndex, visitor: VisitorId) -> Hash {
    let mut digest = Sha256::new();
    digest.update([LEAF]);
    digest.update(index.0.to_be_bytes());
    digest.update(visitor.0.to_be_bytes());
    digest.finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut digest = Sha256::new();
    digest.update([NODE]);
    digest.update(left);
    digest.update(right);
    digest.finalize().into()
}

impl MerkleTree {
    #[must_use]
    pub fn over(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(last) = levels.last().filter(|last| last.len() > 1) {
            let pairs = last.chunks(2).map(|pair| match pair {
                [left, right] => node(left, right),
                [only, ..] => *only,
                [] => Hash::default(),
            });
            levels.push(pairs.collect());
        }
        Self { levels }
    }

    /// Of an empty list it is zero.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.levels.last().and_then(|top| top.first()).copied().unwrap_or_default()
    }

    /// None: there is no such leaf.
    #[must_use]
    pub fn proof(&self, index: JoinIndex) -> Option<Vec<ProofStep>> {
        let mut at = index.0 as usize;
        self.levels.first()?.get(at)?;
        let mut steps = Vec::new();
        for level in &self.levels {
            let sibling = at ^ 1;
            if let Some(hash) = level.get(sibling).filter(|_| level.len() > 1) {
                steps.push(ProofStep { sibling: *hash, is_left: sibling < at });
            }
            at /= 2;
        }
        Some(steps)
    }
}

/// Where these steps lead.
#[must_use]
pub fn root_of(leaf: Hash, steps: &[ProofStep]) -> Hash {
    steps.iter().fold(leaf, |hash, step| match step.is_left {
        true => node(&step.sibling, &hash),
        false => node(&hash, &step.sibling),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_leads_to_the_root_and_no_other_does() {
        for count in [1_u32, 2, 3, 5, 8, 13, 100] {
            let leaves: Vec<Hash> =
                (0..count).map(|index| leaf(JoinIndex(index), VisitorId(u128::from(index)))).collect();
            let tree = MerkleTree::over(leaves.clone());
            for (index, own) in (0..).zip(&leaves) {
                let proof = tree.proof(JoinIndex(index)).unwrap();
                assert!(proof.len() <= 7);
                assert_eq!(root_of(*own, &proof), tree.root());
                let foreign = leaf(JoinIndex(index), VisitorId(9_999));
                assert_ne!(root_of(foreign, &proof), tree.root());
            }
            assert_eq!(tree.proof(JoinIndex(count)), None);
        }
        assert_eq!(MerkleTree::over(Vec::new()).root(), [0; 32]);
    }
}
