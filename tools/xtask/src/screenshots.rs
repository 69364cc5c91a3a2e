//! `cargo xtask screenshots`: the pictures that the documents show, taken of the product as it is now.

use std::path::Path;

use anyhow::{Context, ensure};
use engines::Profile;
use ops::terminal;

use crate::npm::{NO_NODE, WEB};
use crate::web;

/// Builds the page and the product, and lets Chromium take the pictures.
pub(crate) fn run() -> anyhow::Result<()> {
    ensure!(Path::new(web::CHROMIUM).exists(), "there is no {}: apt-get install chromium", web::CHROMIUM);
    let page = web::build()?.context(NO_NODE)?;
    let cargo = ["build", "--package", "holdfast"];
    terminal::run_with("cargo", &cargo, &web::variables(Some(&page)))?;
    let binary = engines::binaries(Profile::Debug)?.join("holdfast").display().to_string();
    WEB.run_with("screenshots", &[("HOLDFAST_BIN", &binary)])
}
