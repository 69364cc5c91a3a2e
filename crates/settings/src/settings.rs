//! The settings of one process, while they are being read.

use std::any::TypeId;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use crate::declared::Declared;
use crate::toml_file::TomlFile;
use crate::{RotatingSecret, Secret, SettingsError, name, rotating_secret};

const CONFIG: &str = "HOLDFAST_CONFIG";

/// Everything that was given, and a note of what has been read.
#[derive(Debug, Default)]
pub struct Settings {
    flags: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
    file: TomlFile,
    declared: BTreeMap<Cow<'static, str>, Declared>,
}

/// A value as it was written, and where.
struct Written {
    text: String,
    origin: String,
}

impl Settings {
    pub const DEMO: &str = "HOLDFAST_DEMO";

    /// `flags` by their names, without dashes.
    pub fn load(
        flags: impl IntoIterator<Item = (String, String)>,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let env = env.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let mut settings = Self { flags: flags.into_iter().collect(), env, ..Self::default() };
        if let Some(path) = settings.optional::<String>(CONFIG, "a TOML file with settings")? {
            settings.file = TomlFile::read(Path::new(&path))?;
        }
        Ok(settings)
    }

    /// The setting called `name`, or `default` where it is not given.
    pub fn value<T>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        default: T,
        about: impl Into<Cow<'static, str>>,
    ) -> Result<T, SettingsError>
    where
        T: FromStr<Err: Display> + Display + 'static,
    {
        let shown = Some(default.to_string());
        Ok(self.read(name.into(), shown, about.into())?.unwrap_or(default))
    }

    /// As `value`, for a wait in milliseconds. A wait of zero would spin, or give up before it began.
    pub fn millis(
        &mut self,
        name: &'static str,
        default: Duration,
        about: impl Into<Cow<'static, str>>,
    ) -> Result<Duration, SettingsError> {
        let default = u64::try_from(default.as_millis()).unwrap_or(u64::MAX);
        match self.value(name, default, about)? {
            0 => Err(SettingsError::refused(name, "it must be at least 1 millisecond")),
            millis => Ok(Duration::from_millis(millis)),
        }
    }

    /// The setting called `name`, or nothing where it is not given.
    pub fn optional<T>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        about: impl Into<Cow<'static, str>>,
    ) -> Result<Option<T>, SettingsError>
    where
        T: FromStr<Err: Display> + 'static,
    {
        self.read(name.into(), None, about.into())
    }

    /// Whether this is a demo: read by all parts of a process whose defaults depend on it.
    pub fn demo(&mut self) -> Result<bool, SettingsError> {
        let about = "seed the demo season and let PAYMENT_PROVIDER default to mock; in `holdfast` also HOLDFAST_CALLER_HEADER to trust";
        self.value(Self::DEMO, false, about)
    }

    /// Whether callers are limited by who and where they are. Off is for load tests, and behind a gateway that does it.
    pub fn caller_limits(&mut self) -> Result<bool, SettingsError> {
        let about = "whether what one buyer or one address may hold, order and begin at a time is limited, and what all guests hold";
        self.value("HOLDFAST_CALLER_LIMITS", true, about)
    }

    /// How many seats of one event a named buyer may buy in all; none: as many as they like. Read by the service that holds seats and by the one
    /// that sells them.
    pub fn buyer_limit(&mut self) -> Result<Option<u32>, SettingsError> {
        const NAME: &str = "HOLDFAST_BUYER_LIMIT";
        let about = "how many seats of one event a named buyer may hold and have bought together, 1 to 1000; absent: no limit";
        match self.optional(NAME, about)? {
            Some(limit @ 1..=1_000) => Ok(Some(limit)),
            Some(limit) => Err(SettingsError::refused(NAME, format!("{limit} is not from 1 to 1000"))),
            None => Ok(None),
        }
    }

    /// As `optional`, for a value that nothing may ever show. `NAME_FILE` names a file that has it instead.
    pub fn secret(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        about: impl Into<Cow<'static, str>>,
    ) -> Result<Option<Secret<String>>, SettingsError> {
        Ok(self.rotating_secret(name, about)?.map(|secret| secret.current()))
    }

    /// The same for readers that ask for the value again where it is used.
    pub fn rotating_secret(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        about: impl Into<Cow<'static, str>>,
    ) -> Result<Option<RotatingSecret>, SettingsError> {
        let name = name.into();
        let value = self.optional::<String>(name.clone(), about)?;
        let of_file = format!("{name}_FILE");
        let file: Option<PathBuf> =
            self.optional(of_file.clone(), format!("a file that has {name}, instead of it"))?;
        match (value, file) {
            (None, None) => Ok(None),
            (Some(value), None) => Ok(Some(RotatingSecret::fixed(name, value))),
            (None, Some(file)) => match rotating_secret::read(&file) {
                Ok(value) => Ok(Some(RotatingSecret::in_file(name, file, value))),
                Err(error) => Err(SettingsError::refused(of_file, format!("{}: {error}", file.display()))),
            },
            (Some(_), Some(_)) => Err(SettingsError::refused(of_file, format!("{name} is given too"))),
        }
    }

    /// To be called when everything has been read: refuses keys of the file that nothing has read. Flags were refused when they were parsed, and
    /// the environment has variables of others.
    pub(crate) fn finish(self) -> Result<(), SettingsError> {
        let known = |key: &String| self.declared.keys().any(|setting| name::toml_key(setting) == *key);
        match self.file.values.keys().find(|key| !known(key)) {
            Some(key) => Err(SettingsError::Unknown(format!("`{key}` (in {})", self.file.path.display()))),
            None => Ok(()),
        }
    }

    pub(crate) fn declared(&self) -> impl Iterator<Item = (&str, &Declared)> {
        self.declared.iter().map(|(name, declared)| (name.as_ref(), declared))
    }

    fn read<T>(
        &mut self,
        name: Cow<'static, str>,
        default: Option<String>,
        about: Cow<'static, str>,
    ) -> Result<Option<T>, SettingsError>
    where
        T: FromStr<Err: Display> + 'static,
    {
        let is_switch = TypeId::of::<T>() == TypeId::of::<bool>();
        let given = self.given(&name).map(|written| parse(&name, written, is_switch)).transpose();
        self.declared.insert(name, Declared { default, about, is_switch });
        given
    }

    fn given(&self, name: &str) -> Option<Written> {
        let flag = name::flag(name);
        if let Some(text) = self.flags.get(&flag) {
            return Some(Written { text: text.clone(), origin: format!("--{flag}") });
        }
        if let Some(text) = self.env.get(name) {
            return Some(Written { text: text.clone(), origin: "an environment variable".to_owned() });
        }
        let text = self.file.values.get(&name::toml_key(name))?;
        let origin = format!("a key of {}", self.file.path.display());
        Some(Written { text: text.clone(), origin })
    }
}

fn parse<T>(name: &str, written: Written, is_switch: bool) -> Result<T, SettingsError>
where
    T: FromStr<Err: Display>,
{
    let Written { text, origin } = written;
    let text = if is_switch { yes_or_no(text) } else { text };
    text.parse().map_err(|reason: T::Err| SettingsError::Invalid {
        name: name.to_owned(),
        value: text.clone(),
        origin,
        reason: reason.to_string(),
    })
}

/// Also 1 and 0, which is how most people write a switch in the environment.
fn yes_or_no(text: String) -> String {
    match text.as_str() {
        "1" => "true".to_owned(),
        "0" => "false".to_owned(),
        _ => text,
    }
}
