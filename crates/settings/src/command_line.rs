//! The command line of a program: its settings as flags, and its commands, such as `migrate`.

use std::collections::BTreeMap;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command};

use crate::{Settings, SettingsError, name};

const PRECEDENCE: &str = "Each setting can be given as a flag, in the environment, or in the TOML file that --config names, where its key is \
                          its name without HOLDFAST_, in small letters. A flag wins over the environment, the environment over the file.";

/// What may be typed.
pub struct CommandLine {
    command: Command,
    /// The settings by their flags, without dashes.
    settings: BTreeMap<String, String>,
}

/// What was typed.
#[derive(Debug)]
pub struct Parsed {
    matches: ArgMatches,
    /// The values of settings by their flags.
    flags: BTreeMap<String, String>,
}

impl CommandLine {
    /// `command` has the name of the program and its commands. `read` reads the settings: carried out once with nothing given, it declares them.
    pub fn new<C>(
        command: Command,
        read: impl FnOnce(&mut Settings) -> Result<C, SettingsError>,
    ) -> Result<Self, SettingsError> {
        let mut settings = Settings::load([], [])?;
        read(&mut settings)?;
        let flags = settings.declared().map(|(name, declared)| declared.flag(name));
        let command = command
            .no_binary_name(true)
            .disable_help_subcommand(true)
            .next_line_help(true)
            .after_help(PRECEDENCE)
            .args(flags);
        let names = settings.declared().map(|(setting, _)| (name::flag(setting), setting.to_owned()));
        Ok(Self { command, settings: names.collect() })
    }

    pub fn parse(self, args: impl IntoIterator<Item = String>) -> Result<Parsed, SettingsError> {
        let Self { command, settings } = self;
        let matches = command.try_get_matches_from(args).map_err(|error| refusal(&error, &settings))?;
        // Flags belong to the program wherever they stand, and what stands before a command is seen behind it too.
        let last = matches.subcommand().map_or(&matches, |(_, behind)| behind);
        let value = |setting: &str| last.try_get_one::<String>(setting).ok().flatten().cloned();
        let flags = settings.iter().filter_map(|(flag, setting)| Some((flag.clone(), value(setting)?)));
        Ok(Parsed { flags: flags.collect(), matches })
    }
}

impl Parsed {
    /// The command and what was given to it; none where only settings were given.
    #[must_use]
    pub fn command(&self) -> Option<(&str, &ArgMatches)> {
        self.matches.subcommand()
    }

    /// The settings, as `read` reads them from the flags, the environment and the settings file.
    pub fn read<C>(
        &self,
        env: impl IntoIterator<Item = (String, String)>,
        read: impl FnOnce(&mut Settings) -> Result<C, SettingsError>,
    ) -> Result<C, SettingsError> {
        let mut settings = Settings::load(self.flags.clone(), env)?;
        let config = read(&mut settings)?;
        settings.finish()?;
        Ok(config)
    }
}

/// In the words of this crate, so that a mistake reads the same wherever it was made.
fn refusal(error: &clap::Error, settings: &BTreeMap<String, String>) -> SettingsError {
    let kind = error.kind();
    if kind == ErrorKind::DisplayHelp {
        return SettingsError::HelpAsked(error.to_string());
    }
    if kind == ErrorKind::InvalidSubcommand {
        return SettingsError::NotAFlag(text(error, ContextKind::InvalidSubcommand).unwrap_or_default());
    }
    let Some(culprit) = text(error, ContextKind::InvalidArg) else { return not_understood(error) };
    // Behind the flag stands what its value is called.
    let flag = culprit.split([' ', '=', '[']).next().unwrap_or_default().to_owned();
    if kind == ErrorKind::UnknownArgument {
        return unknown(error, flag);
    }
    if kind == ErrorKind::ArgumentConflict {
        return SettingsError::Twice(flag);
    }
    match settings.get(flag.trim_start_matches('-')) {
        Some(setting) => SettingsError::NoValue { name: setting.clone(), origin: flag },
        None => not_understood(error),
    }
}

fn not_understood(error: &clap::Error) -> SettingsError {
    let text = error.to_string();
    SettingsError::NotUnderstood(text.trim_start_matches("error: ").trim_end().to_owned())
}

fn unknown(error: &clap::Error, flag: String) -> SettingsError {
    if !flag.starts_with('-') {
        return SettingsError::NotAFlag(flag);
    }
    match text(error, ContextKind::SuggestedArg) {
        Some(similar) => SettingsError::Unknown(format!("{flag} (did you mean {similar}?)")),
        None => SettingsError::Unknown(flag),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let value = error.get(kind)?;
    if let ContextValue::String(text) = value {
        return Some(text.clone());
    }
    if let ContextValue::Strings(texts) = value {
        return texts.first().cloned();
    }
    None
}
