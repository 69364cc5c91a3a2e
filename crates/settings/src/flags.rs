//! Arguments as a list of flags. Whether a flag is a switch is not known yet, so a value may be missing.

use std::collections::BTreeMap;

use crate::SettingsError;

pub(crate) type Flags = BTreeMap<String, Option<String>>;

/// Reads `--name VALUE`, `--name=VALUE` and `--name`.
pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Flags, SettingsError> {
    let mut flags = Flags::new();
    let mut args = args.into_iter().peekable();
    while let Some(arg) = args.next() {
        let Some(flag) = arg.strip_prefix("--").filter(|flag| !flag.is_empty()) else {
            return Err(SettingsError::NotAFlag(arg));
        };
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (flag.to_owned(), args.next_if(|next| !next.starts_with("--"))),
        };
        if flags.insert(name.clone(), value).is_some() {
            return Err(SettingsError::Twice(name));
        }
    }
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_has_its_value_behind_a_space_or_an_equals_sign_or_none() {
        let args = ["--listen", "0.0.0.0:1", "--demo", "--rate=0.5", "--least", "-5", "--empty="];
        let flags = parse(args.map(str::to_owned)).unwrap();
        let expected = [
            ("demo", None),
            ("empty", Some("")),
            ("least", Some("-5")),
            ("listen", Some("0.0.0.0:1")),
            ("rate", Some("0.5")),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.map(str::to_owned)));
        assert_eq!(flags, Flags::from(expected));
    }

    #[test]
    fn what_is_no_flag_is_refused() {
        for args in [&["listen"][..], &["-l", "1"], &["--"], &["--a", "1", "2"]] {
            let parsed = parse(args.iter().map(|arg| (*arg).to_owned()));
            assert!(matches!(parsed, Err(SettingsError::NotAFlag(_))), "{args:?} passed");
        }
        let twice = parse(["--a=1", "--a=2"].map(str::to_owned));
        assert_eq!(twice.unwrap_err().to_string(), "--a is given twice");
    }
}
