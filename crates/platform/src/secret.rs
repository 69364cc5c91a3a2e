//! The secret behind hold tokens and order ids: given by a setting, or made once and kept in the data folder.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use primitives::IdSource;
use settings::Secret;

use crate::config::CommonConfig;

const FILE_NAME: &str = "secret";
const BYTES: usize = 32;

/// Both secrets are asked for in any case where other processes have to know the same ones, so that no installation is half secured.
pub(crate) fn of(
    config: &CommonConfig,
    is_one_of_many: bool,
    folder: Option<&Path>,
    ids: &dyn IdSource,
) -> anyhow::Result<Secret<Vec<u8>>> {
    if is_one_of_many {
        config.needed_service_secret()?;
        return config.needed_secret();
    }
    match (&config.secret, folder) {
        (Some(given), _) => Ok(given.clone()),
        (None, Some(folder)) => keep_in(folder, ids),
        // Without a data folder there is no place to keep one, and other instances may have to know it.
        (None, None) => config.needed_secret(),
    }
}

/// Losing the file would invalidate every hold token and make retried orders look new, so it is made durable before use.
fn keep_in(data: &Path, ids: &dyn IdSource) -> anyhow::Result<Secret<Vec<u8>>> {
    let path = data.join(FILE_NAME);
    if path.exists() {
        let secret = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        anyhow::ensure!(secret.len() == BYTES, "{} is damaged: it should hold {BYTES} bytes", path.display());
        return Ok(Secret::new(secret));
    }
    let mut secret = vec![0; BYTES];
    ids.fill(&mut secret);
    let draft = data.join("secret.new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(&secret)?;
    file.sync_all()?;
    fs::rename(&draft, &path)?;
    File::open(data)?.sync_all()?;
    Ok(Secret::new(secret))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use primitives::SeededIds;

    use super::*;

    #[test]
    fn the_secret_is_made_once_and_is_nobody_else_s_to_read() {
        let data = tempfile::tempdir().unwrap();
        let first = keep_in(data.path(), &SeededIds::new(1)).unwrap();
        let again = keep_in(data.path(), &SeededIds::new(2)).unwrap();
        assert_eq!(first.expose(), again.expose());
        let mode = fs::metadata(data.path().join(FILE_NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_secret_stops_the_start() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(FILE_NAME), b"short").unwrap();
        assert!(keep_in(data.path(), &SeededIds::new(1)).is_err());
    }
}
