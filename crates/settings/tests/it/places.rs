//! Four places, one name, and sentences for whatever is wrong.

use std::io::Write as _;
use std::net::SocketAddr;

use clap::Command;
use settings::{CommandLine, Parsed, Settings, SettingsError};

/// A program with one command.
fn parse<C>(
    args: &[&str],
    read: impl FnOnce(&mut Settings) -> Result<C, SettingsError>,
) -> Result<Parsed, SettingsError> {
    let command = Command::new("program").subcommand(Command::new("serve"));
    CommandLine::new(command, read)?.parse(args.iter().map(|arg| (*arg).to_owned()))
}

/// From the command line to the last value.
fn read<C>(
    args: &[&str],
    env: &[(&str, &str)],
    read: impl Fn(&mut Settings) -> Result<C, SettingsError>,
) -> Result<C, SettingsError> {
    let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    parse(args, &read)?.read(env, read)
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn port(settings: &mut Settings) -> Result<u16, SettingsError> {
    settings.value("HOLDFAST_PORT", 1, "a port")
}

fn port_and_demo(settings: &mut Settings) -> Result<(u16, bool), SettingsError> {
    Ok((port(settings)?, settings.value("HOLDFAST_DEMO", false, "whether")?))
}

/// The error with everything that caused it.
fn sentence(error: &SettingsError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[test]
fn the_place_nearest_to_the_caller_wins() {
    let file = file("port = 2\n");
    let path = file.path().to_str().unwrap();
    let from_file = ("HOLDFAST_CONFIG", path);
    for (args, env, expected) in [
        (&[][..], &[][..], 1),
        (&[], &[from_file], 2),
        (&["--config", path], &[], 2),
        (&[], &[from_file, ("HOLDFAST_PORT", "3")], 3),
        (&["--port", "4"], &[from_file, ("HOLDFAST_PORT", "3")], 4),
        (&["--port=4"], &[from_file], 4),
        (&[], &[from_file, ("HOLDFAST_PORT", "")], 2),
    ] {
        assert_eq!(read(args, env, port).unwrap(), expected, "{args:?} {env:?}");
    }
}

#[test]
fn a_flag_belongs_to_the_program_wherever_it_stands() {
    for args in [&["--port", "4", "serve"][..], &["serve", "--port", "4"], &["--port=3", "serve", "--port=4"]]
    {
        assert_eq!(read(args, &[], port).unwrap(), 4, "{args:?}");
        let parsed = parse(args, port).unwrap();
        assert_eq!(parsed.command().map(|(name, _)| name), Some("serve"), "{args:?}");
    }
    assert!(parse(&["--port", "4"], port).unwrap().command().is_none());
}

#[test]
fn a_switch_needs_no_value() {
    for (args, env, expected) in [
        (&[][..], &[][..], false),
        (&["--demo"], &[], true),
        (&["--demo", "--port", "1"], &[], true),
        (&["--demo", "serve"], &[], true),
        (&["serve", "--demo"], &[], true),
        (&["--demo=1"], &[], true),
        (&["--demo=false"], &[("HOLDFAST_DEMO", "1")], false),
        (&[], &[("HOLDFAST_DEMO", "1")], true),
        (&[], &[("HOLDFAST_DEMO", "true")], true),
        (&[], &[("HOLDFAST_DEMO", "0")], false),
    ] {
        assert_eq!(read(args, env, port_and_demo).unwrap().1, expected, "{args:?} {env:?}");
    }
}

#[test]
fn a_value_may_begin_with_a_dash_and_may_look_like_a_command() {
    let least = |settings: &mut Settings| settings.value("HOLDFAST_LEAST", 0_i32, "a number");
    assert_eq!(read(&["--least", "-5"], &[], least).unwrap(), -5);
    let data = |settings: &mut Settings| settings.value("HOLDFAST_DATA", String::new(), "a folder");
    assert_eq!(read(&["--data", "serve"], &[], data).unwrap(), "serve");
    assert_eq!(read(&["--data", "-folder"], &[], data).unwrap(), "-folder");
}

#[test]
fn a_bad_value_is_named_with_its_setting_and_its_place() {
    for (args, env, expected) in [
        (&["--port", "x"][..], &[][..], "HOLDFAST_PORT cannot be `x` (given as --port): invalid digit"),
        (
            &[],
            &[("HOLDFAST_PORT", "70000")],
            "HOLDFAST_PORT cannot be `70000` (given as an environment variable)",
        ),
        (&["--port"], &[], "HOLDFAST_PORT needs a value; it is given without one as --port"),
        (&["--port", "--demo"], &[], "HOLDFAST_PORT needs a value; it is given without one as --port"),
    ] {
        let error = read(args, env, port_and_demo).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    let listen = |settings: &mut Settings| settings.optional::<SocketAddr>("HOLDFAST_LISTEN", "where");
    let error = read(&["--listen", "here"], &[], listen).unwrap_err();
    assert!(error.to_string().contains("HOLDFAST_LISTEN cannot be `here`"), "{error}");
}

#[test]
fn what_cannot_be_loaded_is_refused_with_a_sentence() {
    for (text, expected) in [
        ("port = [1]", "the key `port` in the settings file"),
        ("[port]\na = 1", "is a table"),
        ("port 1", "is not TOML"),
    ] {
        let file = file(text);
        let error = read(&["--config", file.path().to_str().unwrap()], &[], port).unwrap_err();
        assert!(sentence(&error).contains(expected), "{}", sentence(&error));
    }
    for (args, expected) in [
        (&["--config", "/nowhere/at/all.toml"][..], "/nowhere/at/all.toml cannot be read"),
        (&["listen"], "nothing is called `listen` here"),
        (&["--demo", "true"], "nothing is called `true` here"),
        (&["serve", "me"], "nothing is called `me` here"),
        (&["--port", "1", "2"], "nothing is called `2` here"),
        (&["--port=1", "--port=2"], "--port is given twice"),
        (&["--demo", "--demo"], "--demo is given twice"),
    ] {
        let error = read(args, &[], port_and_demo).unwrap_err();
        assert!(sentence(&error).contains(expected), "{}", sentence(&error));
    }
}

#[test]
fn unknown_flags_and_keys_are_refused() {
    let file = file("prot = 2\n");
    for (args, expected) in [
        (&["--prot", "2"][..], "there is no setting --prot (did you mean --port?)"),
        (&["serve", "--prot=2"], "there is no setting --prot (did you mean --port?)"),
        (&["--wholly-other"], "there is no setting --wholly-other; --help lists them all"),
        (&["-p", "2"], "there is no setting -p"),
        (&["--config", file.path().to_str().unwrap()], "there is no setting `prot` (in "),
    ] {
        let error = read(args, &[("SOMEBODY_ELSES", "1")], port).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn a_secret_is_never_shown() {
    let given = &[("HOLDFAST_SECRET", "hunter2")];
    let text = |settings: &mut Settings| settings.secret("HOLDFAST_SECRET", "a secret");
    let secret = read(&[], given, text).unwrap().unwrap();
    assert_eq!(secret.expose(), "hunter2");
    assert!(!format!("{secret:?} {secret}").contains("hunter2"));
}

#[test]
fn a_secret_may_be_in_a_file_and_is_read_again_from_it() {
    let secret_file = file("hunter2\n");
    let path = secret_file.path().to_str().unwrap();
    let text = |settings: &mut Settings| settings.rotating_secret("HOLDFAST_SECRET", "a secret");
    let secret = read(&[], &[("HOLDFAST_SECRET_FILE", path)], text).unwrap().unwrap();
    assert_eq!(secret.current().expose(), "hunter2");
    std::fs::write(path, "hunter3").unwrap();
    assert_eq!(secret.clone().current().expose(), "hunter3");
    for unusable in ["", "\n"] {
        std::fs::write(path, unusable).unwrap();
        assert_eq!(secret.current().expose(), "hunter3", "the last one stays");
    }
    assert!(!format!("{secret:?}").contains("hunter"));
    let empty = read(&[], &[("HOLDFAST_SECRET_FILE", path)], text).unwrap_err().to_string();
    assert!(empty.starts_with("HOLDFAST_SECRET_FILE") && empty.contains("empty"), "{empty}");
}

#[test]
fn a_secret_is_given_once() {
    let secret_file = file("hunter2");
    let path = secret_file.path().to_str().unwrap();
    let text = |settings: &mut Settings| settings.secret("HOLDFAST_SECRET", "a secret");
    let both = [("HOLDFAST_SECRET", "hunter1"), ("HOLDFAST_SECRET_FILE", path)];
    let error = read(&[], &both, text).unwrap_err().to_string();
    assert!(error.starts_with("HOLDFAST_SECRET_FILE") && !error.contains("hunter"), "{error}");
    let missing = [("HOLDFAST_SECRET_FILE", "/nowhere/at/all")];
    let error = read(&[], &missing, text).unwrap_err().to_string();
    assert!(error.contains("/nowhere/at/all"), "{error}");
}

#[test]
fn help_lists_every_setting_and_command_even_where_values_are_wrong() {
    let all = |settings: &mut Settings| {
        settings.secret("HOLDFAST_SECRET", "signs tokens")?;
        port_and_demo(settings)
    };
    let SettingsError::HelpAsked(text) = parse(&["--help", "--port", "nonsense"], all).unwrap_err() else {
        panic!("help was asked for");
    };
    let parts = [
        "--port <VALUE>\n          a port [env: HOLDFAST_PORT] [default: 1]",
        "--demo[=<true|false>]",
        "signs tokens [env: HOLDFAST_SECRET]",
        "--config",
        "serve",
    ];
    for part in parts {
        assert!(text.contains(part), "{part} is missing from: {text}");
    }
}
