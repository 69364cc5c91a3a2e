//! Embeds the built page, when there is one: the folder that `HOLDFAST_WEB_DIST` names. Without it the binary has no page, and
//! says so where the page would be.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=HOLDFAST_WEB_DIST");
    let mut files = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "the environment says what to build")]
    let (dist, out) = (env::var_os("HOLDFAST_WEB_DIST").map(PathBuf::from), env::var_os("OUT_DIR"));
    if let Some(dist) = &dist {
        println!("cargo::rerun-if-changed={}", dist.display());
        collect(dist, &mut files)?;
    }
    let mut table = String::from("&[\n");
    for file in files {
        let name = dist.as_deref().and_then(|dist| file.strip_prefix(dist).ok()).unwrap_or(&file);
        let _ = writeln!(table, "    (\"/{}\", include_bytes!(\"{}\")),", name.display(), file.display());
    }
    table.push(']');
    let out = out.map(PathBuf::from).ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(out.join("page.rs"), table)
}

/// All files below the folder, in an order that does not change from build to build.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() { collect(&path, files)? } else { files.push(path.canonicalize()?) }
    }
    Ok(())
}
