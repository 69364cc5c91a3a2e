//! The address of a mailbox.

use std::fmt;

const LENGTH_MAX: usize = 254;
const LOCAL_MAX: usize = 64;
const LABEL_MAX: usize = 63;
/// Beside letters and digits, before the `@`.
const LOCAL_MARKS: &str = "!#$%&'*+-/=?^_`{|}~.";

/// In lower case: two spellings of one mailbox are one user. Only what every mail server takes, and nothing that could end a line of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an e-mail address such as mina@example.com")]
pub struct InvalidEmail;

impl Email {
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        let (local, host) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let local_fits = (1..=LOCAL_MAX).contains(&local.len())
            && local.chars().all(|letter| letter.is_ascii_alphanumeric() || LOCAL_MARKS.contains(letter))
            && local.split('.').all(|part| !part.is_empty());
        let host_fits = host.contains('.') && host.split('.').all(is_label);
        let fits = text.len() <= LENGTH_MAX && local_fits && host_fits;
        if fits { Ok(Self(text.to_ascii_lowercase())) } else { Err(InvalidEmail) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_label(label: &str) -> bool {
    let has_length = (1..=LABEL_MAX).contains(&label.len());
    let has_letters = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    has_length && has_letters && !label.starts_with('-') && !label.ends_with('-')
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_are_one_mailbox() {
        assert_eq!(
            Email::parse(" Mina.Kim+tickets@Example.COM ").unwrap().as_str(),
            "mina.kim+tickets@example.com"
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}com", "label.".repeat(50));
        for wrong in [
            "",
            "@",
            "mina",
            "mina@",
            "@example.com",
            "mina@example",
            "mina@-a.com",
            "mina@a-.com",
            "mina@a..com",
            ".mina@a.com",
            "mi..na@a.com",
            "mina@exa mple.com",
            "mina@example.com\r\nBcc: all@example.com",
            "mina@example.com\0",
            "미나@example.com",
            "mina@例え.com",
            "a\"b\"@example.com",
            "<mina@example.com>",
            "mina@[127.0.0.1]",
            "a,b@example.com",
            &long,
            &longer,
        ] {
            assert_eq!(Email::parse(wrong), Err(InvalidEmail), "{wrong:?}");
        }
    }
}
