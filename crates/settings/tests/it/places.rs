//! Four places, one name, and sentences for whatever is wrong.

use std::io::Write as _;
use std::net::SocketAddr;

use settings::{Settings, SettingsError};

fn load(args: &[&str], env: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::load(args.iter().map(|arg| (*arg).to_owned()), env)
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn port(settings: &mut Settings) -> Result<u16, SettingsError> {
    settings.value("HOLDFAST_PORT", 1, "a port")
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
        let mut settings = load(args, env).unwrap();
        assert_eq!(port(&mut settings).unwrap(), expected, "{args:?} {env:?}");
        settings.finish().unwrap();
    }
}

#[test]
fn a_switch_needs_no_value() {
    for (args, env, expected) in [
        (&[][..], &[][..], false),
        (&["--demo"], &[], true),
        (&["--demo", "--port", "1"], &[], true),
        (&["--demo=false"], &[("HOLDFAST_DEMO", "1")], false),
        (&[], &[("HOLDFAST_DEMO", "1")], true),
        (&[], &[("HOLDFAST_DEMO", "true")], true),
        (&[], &[("HOLDFAST_DEMO", "0")], false),
    ] {
        let demo = load(args, env).unwrap().value("HOLDFAST_DEMO", false, "whether").unwrap();
        assert_eq!(demo, expected, "{args:?} {env:?}");
    }
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
    ] {
        let error = port(&mut load(args, env).unwrap()).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    let mut settings = load(&["--listen", "here"], &[]).unwrap();
    let error = settings.optional::<SocketAddr>("HOLDFAST_LISTEN", "where").unwrap_err();
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
        let error = load(&["--config", file.path().to_str().unwrap()], &[]).unwrap_err();
        assert!(sentence(&error).contains(expected), "{}", sentence(&error));
    }
    for (args, expected) in [
        (&["--config", "/nowhere/at/all.toml"][..], "/nowhere/at/all.toml cannot be read"),
        (&["serve"], "nothing is called `serve` here"),
        (&["--port=1", "--port=2"], "--port is given twice"),
    ] {
        let error = load(args, &[]).unwrap_err();
        assert!(sentence(&error).contains(expected), "{}", sentence(&error));
    }
}

#[test]
fn nobody_s_flag_and_nobody_s_key_are_refused_at_the_end() {
    let file = file("prot = 2\n");
    for (args, expected) in [
        (&["--prot", "2"][..], "there is no setting --prot"),
        (&["--config", file.path().to_str().unwrap()], "there is no setting `prot` (in "),
    ] {
        let mut settings = load(args, &[("SOMEBODY_ELSES", "1")]).unwrap();
        port(&mut settings).unwrap();
        let error = settings.finish().unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn a_secret_is_never_shown() {
    let mut settings = load(&[], &[("HOLDFAST_SECRET", "hunter2")]).unwrap();
    let secret = settings.secret::<String>("HOLDFAST_SECRET", "a secret").unwrap().unwrap();
    assert_eq!(secret.expose(), "hunter2");
    assert!(!format!("{secret:?} {secret}").contains("hunter2"));

    let error = settings.secret::<SocketAddr>("HOLDFAST_SECRET", "a secret").unwrap_err();
    assert!(error.to_string().contains("HOLDFAST_SECRET"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
}

#[test]
fn help_lists_every_setting_even_where_others_are_wrong() {
    let mut settings = load(&["--help", "--port", "nonsense"], &[]).unwrap();
    assert_eq!(port(&mut settings).unwrap(), 1);
    settings.secret::<String>("HOLDFAST_SECRET", "signs tokens").unwrap();
    let SettingsError::HelpAsked(text) = settings.finish().unwrap_err() else {
        panic!("help was asked for");
    };
    for part in ["--port  [HOLDFAST_PORT]", "a port (default: 1)", "--secret", "signs tokens", "--config"] {
        assert!(text.contains(part), "{part} is missing from: {text}");
    }
}
