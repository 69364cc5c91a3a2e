//! Ids that are derived from a name.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// A UUIDv8 made of a SHA-256 over the parts, one after another: the same parts give the same id, in every process and after every restart.
/// The parts begin with a label of their own kind and are of fixed length or separated, so that no two lists of parts read the same.
#[must_use]
pub fn name_based_id<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Uuid {
    let digest = parts.into_iter().fold(Sha256::new(), Digest::chain_update).finalize();
    id_of_digest(&digest)
}

/// A UUIDv8 of the first 16 bytes of a digest.
#[must_use]
pub fn id_of_digest(digest: &[u8]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, digested)| *byte = *digested);
    Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_id_for_ever() {
        let id = name_based_id([b"reply".as_slice(), Uuid::from_u128(7).as_bytes()]);
        assert_eq!(id, name_based_id([b"reply".as_slice(), Uuid::from_u128(7).as_bytes()]));
        assert_ne!(id, name_based_id([b"reply".as_slice(), Uuid::from_u128(8).as_bytes()]));
        assert_eq!(id.get_version_num(), 8);
    }
}
