//! The draw that decides the order of those who have registered. Any visitor can check it afterwards: the digest of a secret is published
//! before the registration begins, the list of those who have registered before the secret is shown, and a beacon that no one controls may
//! be mixed in.

use sha2::{Digest, Sha256};

const COMMITMENT: &[u8] = b"holdfast draw commitment 1";
const SEED: &[u8] = b"holdfast draw seed 1";
/// In hexadecimal digits.
const BEACON_DIGITS_MAX: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Shown when the sale opens.
    pub secret: [u8; 32],
    /// The round of a public beacon that was announced.
    pub round: Option<u64>,
    /// What the beacon has published in that round, in hexadecimal digits. The draw goes without where it is absent, and says so.
    pub beacon: Option<String>,
    pub seal: Option<Seal>,
    pub seed: Option<[u8; 32]>,
}

/// The closed list: how many are on it, and the root of the tree over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    pub count: u32,
    pub root: [u8; 32],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    #[error("no round of a beacon was announced")]
    NoRound,
    #[error("the beacon of this draw is known already")]
    BeaconKnown,
    #[error("the value of a beacon has from 2 to {BEACON_DIGITS_MAX} hexadecimal digits")]
    NoBeacon,
    #[error("the list is closed already")]
    Sealed,
    #[error("the list is not closed yet")]
    NotSealed,
}

impl Draw {
    #[must_use]
    pub fn new(secret: [u8; 32], round: Option<u64>) -> Self {
        Self { secret, round, beacon: None, seal: None, seed: None }
    }

    pub(super) fn enter_beacon(&mut self, value: &str) -> Result<(), DrawError> {
        if self.round.is_none() {
            return Err(DrawError::NoRound);
        }
        // A second value would be a second draw.
        if self.beacon.is_some() {
            return Err(DrawError::BeaconKnown);
        }
        let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hex || !(2..=BEACON_DIGITS_MAX).contains(&value.len()) {
            return Err(DrawError::NoBeacon);
        }
        self.beacon = Some(value.to_ascii_lowercase());
        Ok(())
    }

    pub(super) fn seal(&mut self, seal: Seal) -> Result<(), DrawError> {
        if self.seal.is_some() {
            return Err(DrawError::Sealed);
        }
        self.seal = Some(seal);
        Ok(())
    }
}

/// What is published before the registration begins.
#[must_use]
pub fn commitment(secret: &[u8; 32]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(COMMITMENT);
    digest.update(secret);
    digest.finalize().into()
}

/// Of the closed list, the secret, and the beacon if there is one.
pub fn seed(draw: &Draw) -> Result<[u8; 32], DrawError> {
    let Seal { count, root } = draw.seal.ok_or(DrawError::NotSealed)?;
    let mut digest = Sha256::new();
    digest.update(SEED);
    digest.update(root);
    digest.update(count.to_be_bytes());
    digest.update(draw.secret);
    digest.update(draw.beacon.as_deref().unwrap_or_default().as_bytes());
    Ok(digest.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_depends_on_all_that_was_published() {
        let mut draw = Draw::new([1; 32], Some(5));
        assert_eq!(seed(&draw), Err(DrawError::NotSealed));
        draw.seal(Seal { count: 3, root: [2; 32] }).unwrap();
        let first = seed(&draw).unwrap();
        let others = [
            Draw { secret: [9; 32], ..draw.clone() },
            Draw { beacon: Some("00".to_owned()), ..draw.clone() },
            Draw { seal: Some(Seal { count: 4, root: [2; 32] }), ..draw.clone() },
            Draw { seal: Some(Seal { count: 3, root: [9; 32] }), ..draw.clone() },
        ];
        assert!(others.iter().all(|other| seed(other).unwrap() != first));
        assert_eq!(draw.seal(Seal { count: 9, root: [2; 32] }), Err(DrawError::Sealed));
    }

    #[test]
    fn a_beacon_is_entered_once_and_only_where_its_round_was_announced() {
        assert_eq!(Draw::new([1; 32], None).enter_beacon("ab"), Err(DrawError::NoRound));
        let mut draw = Draw::new([1; 32], Some(5));
        for wrong in ["", "a", "xy", &"a".repeat(257)] {
            assert_eq!(draw.enter_beacon(wrong), Err(DrawError::NoBeacon), "{wrong:?} passed");
        }
        draw.enter_beacon("ABCD").unwrap();
        assert_eq!(draw.beacon.as_deref(), Some("abcd"));
        assert_eq!(draw.enter_beacon("ff"), Err(DrawError::BeaconKnown));
    }
}
