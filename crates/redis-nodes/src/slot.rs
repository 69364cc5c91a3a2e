//! Where Redis keeps a key.

const SLOTS: u16 = 16_384;

/// Of a hash tag, as Redis Cluster computes it: CRC-16/XMODEM.
#[must_use]
pub fn slot_of(tag: &str) -> u16 {
    let crc = tag.bytes().fold(0_u16, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| {
            let carry = crc & 0x8000 != 0;
            if carry { (crc << 1) ^ 0x1021 } else { crc << 1 }
        })
    });
    crc % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_the_one_that_redis_computes() {
        // As `CLUSTER KEYSLOT` answers.
        assert_eq!(slot_of("123456789"), 0x31C3);
        assert_eq!(slot_of("42"), 8_000);
        assert_eq!(slot_of("foo"), 12_182);
    }
}
