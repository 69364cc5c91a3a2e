//! The settings of one process, while they are being read.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use crate::flags::{self, Flags};
use crate::toml_file::TomlFile;
use crate::{Secret, SettingsError, name};

const CONFIG: &str = "HOLDFAST_CONFIG";

/// Everything that was given, and a note of what was asked for.
#[derive(Debug, Default)]
pub struct Settings {
    flags: Flags,
    env: BTreeMap<String, String>,
    file: TomlFile,
    help_asked: bool,
    asked: BTreeMap<&'static str, Asked>,
}

#[derive(Debug)]
struct Asked {
    default: Option<String>,
    about: &'static str,
}

/// A value as somebody wrote it, and where.
struct Given {
    /// None: a flag without a value.
    text: Option<String>,
    origin: String,
}

impl Settings {
    /// `args` without the name of the program.
    pub fn load(
        args: impl IntoIterator<Item = String>,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut flags = flags::parse(args)?;
        let help_asked = flags.remove("help").is_some();
        let env = env.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let mut settings = Self { flags, env, help_asked, ..Self::default() };
        if let Some(path) = settings.optional::<String>(CONFIG, "a TOML file with settings")? {
            settings.file = TomlFile::read(Path::new(&path))?;
        }
        Ok(settings)
    }

    /// The setting called `name`, or `default` where nobody gave it.
    pub fn value<T>(
        &mut self,
        name: &'static str,
        default: T,
        about: &'static str,
    ) -> Result<T, SettingsError>
    where
        T: FromStr<Err: Display> + Display + 'static,
    {
        self.asked.insert(name, Asked { default: Some(default.to_string()), about });
        Ok(self.given_as(name)?.unwrap_or(default))
    }

    /// As `value`, for a wait in milliseconds. A wait of zero would spin, or give up before it began.
    pub fn millis(
        &mut self,
        name: &'static str,
        default: Duration,
        about: &'static str,
    ) -> Result<Duration, SettingsError> {
        let default = u64::try_from(default.as_millis()).unwrap_or(u64::MAX);
        match self.value(name, default, about)? {
            0 => Err(SettingsError::refused(name, "it must be at least 1 millisecond")),
            millis => Ok(Duration::from_millis(millis)),
        }
    }

    /// The setting called `name`, or nothing where nobody gave it.
    pub fn optional<T>(&mut self, name: &'static str, about: &'static str) -> Result<Option<T>, SettingsError>
    where
        T: FromStr<Err: Display> + 'static,
    {
        self.asked.insert(name, Asked { default: None, about });
        self.given_as(name)
    }

    /// As `optional`, for a value that nothing may ever show.
    pub fn secret<T>(
        &mut self,
        name: &'static str,
        about: &'static str,
    ) -> Result<Option<Secret<T>>, SettingsError>
    where
        T: FromStr<Err: Display> + 'static,
    {
        let value = self.optional::<T>(name, about).map_err(SettingsError::without_the_value)?;
        Ok(value.map(Secret::new))
    }

    /// Call it when everything has been read: refuses what nobody has read, and answers `--help`.
    pub fn finish(self) -> Result<(), SettingsError> {
        if self.help_asked {
            return Err(SettingsError::HelpAsked(self.help()));
        }
        let known_flag = |flag: &String| self.asked.keys().any(|name| name::flag(name) == *flag);
        if let Some(flag) = self.flags.keys().find(|flag| !known_flag(flag)) {
            return Err(SettingsError::Unknown(format!("--{flag}")));
        }
        let known_key = |key: &String| self.asked.keys().any(|name| name::toml_key(name) == *key);
        if let Some(key) = self.file.values.keys().find(|key| !known_key(key)) {
            return Err(SettingsError::Unknown(format!("`{key}` (in {})", self.file.path.display())));
        }
        Ok(())
    }

    /// What has been asked for so far, one paragraph a setting.
    #[must_use]
    pub fn help(&self) -> String {
        let mut text = String::from(
            "Settings, as flags. Each can also be given in the environment, under the name in brackets, or in the TOML \
             file.\n",
        );
        for (name, asked) in &self.asked {
            let default = asked.default.as_ref().map(|default| format!(" (default: {default})"));
            let flag = name::flag(name);
            let about = asked.about;
            let _ = write!(text, "\n  --{flag}  [{name}]\n      {about}{}\n", default.unwrap_or_default());
        }
        text
    }

    fn given_as<T>(&self, name: &'static str) -> Result<Option<T>, SettingsError>
    where
        T: FromStr<Err: Display> + 'static,
    {
        // Whoever asks for help gets it, even where what else they gave is wrong.
        let Some(given) = self.given(name).filter(|_| !self.help_asked) else {
            return Ok(None);
        };
        let Given { text, origin } = given;
        let is_switch = TypeId::of::<T>() == TypeId::of::<bool>();
        let text = match text {
            Some(text) if is_switch => yes_or_no(text),
            Some(text) => text,
            None if is_switch => "true".to_owned(),
            None => return Err(SettingsError::NoValue { name, origin }),
        };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(reason) => {
                Err(SettingsError::Invalid { name, value: text, origin, reason: reason.to_string() })
            }
        }
    }

    fn given(&self, name: &'static str) -> Option<Given> {
        let flag = name::flag(name);
        if let Some(text) = self.flags.get(&flag) {
            return Some(Given { text: text.clone(), origin: format!("--{flag}") });
        }
        if let Some(text) = self.env.get(name) {
            return Some(Given { text: Some(text.clone()), origin: "an environment variable".to_owned() });
        }
        let text = self.file.values.get(&name::toml_key(name))?;
        let origin = format!("a key of {}", self.file.path.display());
        Some(Given { text: Some(text.clone()), origin })
    }
}

/// Also 1 and 0, which is how most people write a switch in the environment.
fn yes_or_no(text: String) -> String {
    match text.as_str() {
        "1" => "true".to_owned(),
        "0" => "false".to_owned(),
        _ => text,
    }
}
