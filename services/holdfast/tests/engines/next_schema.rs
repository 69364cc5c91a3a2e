//! A rolling update migrates first, and the release before goes on selling: here this release on what the next one may have added.

use std::process::Command;

use contracts::services::{ALL, Store};
use engines::MariaDbAddress;
use testkit::Options;

use crate::sale::buy_one;
use crate::secure::{HOLDFAST, common};

/// In front of all columns, where a statement that does not name its columns would meet it first.
fn expand(mariadb: MariaDbAddress, databases: &str) {
    let tables = format!(
        "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA LIKE '{databases}%'"
    );
    let tables = mariadb.ask(&tables).unwrap();
    assert!(tables.lines().count() > 10, "{tables}");
    for table in tables.lines() {
        let table = format!("`{}`", table.replace('\t', "`.`"));
        mariadb
            .run(&format!("ALTER TABLE {table} ADD COLUMN of_the_next_release BIGINT NULL FIRST"))
            .unwrap();
        if table.ends_with("`schema_migrations`") {
            let unknown = "(version, description, checksum) VALUES (8888, 'of the next release', '0')";
            mariadb.run(&format!("INSERT INTO {table} {unknown}")).unwrap();
        }
    }
}

#[tokio::test]
async fn this_release_sells_on_the_schema_of_the_next() {
    let (mariadb, name) = (engines::mariadb(), format!("holdfast_next{}", std::process::id()));
    for service in ALL.iter().filter(|service| service.store == Store::Database) {
        mariadb.create(&format!("{name}_{}", service.name)).unwrap();
    }
    let mut options = Options { ready_within: crate::sale::SOON, ..Options::default() };
    for (name, value) in [common(), vec![("DATABASE_URL", mariadb.url(&name))]].concat() {
        options.set_env(name, &value);
    }
    let folder = tempfile::tempdir().unwrap();
    let mut migrate = Command::new(HOLDFAST);
    migrate.env_clear().envs(options.env.iter().map(|(name, value)| (name, value)));
    let migrated = migrate.arg("migrate").arg("--data").arg(folder.path()).output().unwrap();
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    expand(mariadb, &name);
    buy_one(&options).await;
}
