//! What k6 loads: the single process, the real stack, or what is running elsewhere.

mod embedded;
mod operator;
mod stack;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::bail;
use engines::Profile;
use engines::stack::SERVICE_SECRET;

pub(super) use self::operator::OPERATOR_TOKEN;

use self::embedded::Embedded;
use self::stack::FaultyStack;
use super::args::K6Args;
use super::books::Books;
use super::fault::Fault;
use super::script::Script;
use crate::{repository, terminal};

#[derive(Debug)]
pub(super) struct Subject {
    place: Place,
    url: String,
    order_url: String,
    instances: u16,
    /// `holdfast`, which compares the books.
    holdfast: PathBuf,
}

#[derive(Debug)]
enum Place {
    /// Started by someone else.
    Elsewhere,
    Embedded(#[expect(dead_code, reason = "it runs until it is dropped")] Embedded),
    Stack(FaultyStack),
}

impl Subject {
    pub(super) fn start(args: &K6Args, script: &Script) -> anyhow::Result<Self> {
        match &args.against {
            Some(_) if script.is_chaos() => {
                bail!("{} kills what it loads, so it starts a stack of its own", script.name)
            }
            Some(url) => Self::elsewhere(url, args),
            None if args.stack || script.is_chaos() => Self::stack(args),
            None => Self::embedded(&engines::build(&["holdfast"], args.build())?),
        }
    }

    fn elsewhere(url: &str, args: &K6Args) -> anyhow::Result<Self> {
        let holdfast = engines::build(&["holdfast"], Profile::Debug)?.join("holdfast");
        let (url, order_url) = (url.to_owned(), args.order_url.clone());
        Ok(Self { place: Place::Elsewhere, url, order_url, instances: args.instances, holdfast })
    }

    /// The single process with the demo season, from the folder that has its binary.
    pub(super) fn embedded(binaries: &Path) -> anyhow::Result<Self> {
        let holdfast = binaries.join("holdfast");
        let running = Embedded::start(&holdfast, &scratch("embedded")?)?;
        let (url, order_url) = (running.url(), running.internal_url());
        Ok(Self { place: Place::Embedded(running), url, order_url, instances: 1, holdfast })
    }

    fn stack(args: &K6Args) -> anyhow::Result<Self> {
        engines::install()?;
        let holdfast = engines::build(&["holdfast"], args.build())?.join("holdfast");
        let binaries = engines::stack::build_services(args.build())?;
        let running = FaultyStack::start(binaries, args.instances, &scratch("stack")?)?;
        let (url, order_url) = (running.url(), running.order_url());
        Ok(Self { place: Place::Stack(running), url, order_url, instances: args.instances, holdfast })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn instances(&self) -> u16 {
        self.instances
    }

    pub(super) fn is_ours(&self) -> bool {
        !matches!(self.place, Place::Elsewhere)
    }

    /// For people: what was loaded.
    pub(super) fn name(&self) -> String {
        match &self.place {
            Place::Elsewhere => self.url.clone(),
            Place::Embedded(_) => "one process".to_owned(),
            Place::Stack(_) => format!("the real stack, {} of each service", self.instances),
        }
    }

    pub(super) fn books(&self) -> anyhow::Result<Books> {
        // What this command has started has the secret of every stack; another system has its own.
        let given = terminal::variable(engines::stack::SERVICE_SECRET_NAME).filter(|_| !self.is_ours());
        let secret = given.unwrap_or_else(|| SERVICE_SECRET.to_owned());
        Books::compare(&self.holdfast, &self.order_url, &secret)
    }

    pub(super) fn strike(&mut self, fault: Fault) -> anyhow::Result<()> {
        match &mut self.place {
            Place::Stack(stack) => stack.strike(fault),
            Place::Elsewhere | Place::Embedded(_) => bail!("{fault:?} needs the real stack"),
        }
    }
}

/// An empty folder for the data of one run.
fn scratch(name: &str) -> anyhow::Result<PathBuf> {
    let folder = repository::root().join("scratch/k6").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
