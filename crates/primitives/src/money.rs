//! Money as whole minor units of one currency. Never a float, never two currencies in one sum.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three capital letters of ISO 4217")]
pub struct InvalidCurrency;

/// An ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const KRW: Self = Self(*b"KRW");

    pub fn parse(code: &str) -> Result<Self, InvalidCurrency> {
        let letters: [u8; 3] = code.as_bytes().try_into().map_err(|_| InvalidCurrency)?;
        if letters.iter().all(u8::is_ascii_uppercase) { Ok(Self(letters)) } else { Err(InvalidCurrency) }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

/// An amount in the minor unit of its currency (won for KRW, cents for EUR).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    pub amount: i64,
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!(Currency::parse("KRW"), Ok(Currency::KRW));
        assert_eq!(Currency::KRW.to_string(), "KRW");
        for wrong in ["", "KR", "krw", "KRWW", "K1W", "원"] {
            assert_eq!(Currency::parse(wrong), Err(InvalidCurrency), "{wrong:?} passed");
        }
    }
}
