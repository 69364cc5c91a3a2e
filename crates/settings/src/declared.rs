//! A setting as its reader declares it, and as a flag of the command line.

use std::borrow::Cow;

use clap::Arg;

use crate::name;

#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) default: Option<String>,
    pub(crate) about: Cow<'static, str>,
    /// Yes or no: as a flag it needs no value.
    pub(crate) is_switch: bool,
}

impl Declared {
    /// Its id is the name of the setting. The value stays a text here: it is parsed, and refused by its name, wherever it comes from.
    pub(crate) fn flag(&self, setting: &str) -> Arg {
        let flag = Arg::new(setting.to_owned())
            .long(name::flag(setting))
            .help(self.help(setting))
            .help_heading("Settings")
            .global(true);
        if self.is_switch {
            // A value of its own only behind an equals sign: what follows a blank may be a command.
            flag.num_args(0..=1).require_equals(true).default_missing_value("true").value_name("true|false")
        } else {
            flag.num_args(1).allow_hyphen_values(true).value_parser(value).value_name("VALUE")
        }
    }

    /// Its name in the environment and its default stand behind what it is about: the table of settings is made of that.
    fn help(&self, setting: &str) -> String {
        let default = self.default.as_deref().filter(|default| !default.is_empty());
        let default = default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
        format!("{} [env: {setting}]{default}", self.about)
    }
}

/// It may begin with one dash. What begins with two is the next flag, and the value was left out.
fn value(text: &str) -> Result<String, &'static str> {
    if text.starts_with("--") { Err("a value is missing") } else { Ok(text.to_owned()) }
}
