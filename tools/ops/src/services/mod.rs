//! What follows from the list of services in files of other languages: `cargo xtask services` writes it, and a test compares it.
//!
//! Each such file has the pattern of its lines in comments, and behind them these lines for each service that they are about:
//!
//! ```text
//! # each service with a database, by `cargo xtask services`:
//! # | GRANT ALL PRIVILEGES ON holdfast_@name@.* TO '@account@'@'%';
//! GRANT ALL PRIVILEGES ON holdfast_catalog.* TO 'catalog'@'%';
//! GRANT ALL PRIVILEGES ON holdfast_order.* TO 'orders'@'%';
//! # end of services
//! ```
//!
//! Where a pattern ends with a line `# its own:`, what stands behind it belongs to that service and stays as it is.

mod region;
mod words;

use std::fs;

use anyhow::{Context, ensure};
use contracts::services::{ALL, ServiceInfo};

use self::region::Region;
use crate::repository;

const FILES: [&str; 13] = [
    "Cargo.toml",
    "services/holdfast/Cargo.toml",
    "services/holdfast/src/main.rs",
    "docker-compose.yml",
    "docker-compose.prod.yml",
    "infra/compose/prepare.sh",
    "infra/mysql/init.sql",
    "infra/nginx/compose.conf",
    "infra/nginx/shop.conf",
    "infra/prometheus/compose.yml",
    "infra/terraform/modules/environment/main.tf",
    "helm/engines/values.yaml",
    "helm/holdfast/values.yaml",
];

/// Writes the lines of all services into all files.
pub fn write() -> anyhow::Result<()> {
    for path in FILES {
        let text = repository::read(path)?;
        let current = rewritten(&text, ALL).context(path)?;
        if text != current {
            fs::write(repository::root().join(path), current).context(path)?;
            println!("  {path}");
        }
    }
    Ok(())
}

/// The text with the lines of these services.
fn rewritten(text: &str, services: &[ServiceInfo]) -> anyhow::Result<String> {
    let mut written = String::new();
    let (mut lines, mut regions) = (text.lines(), 0);
    while let Some(line) = lines.next() {
        push(&mut written, line);
        if let Some(region) = Region::begin(line, &mut lines)? {
            region.lines(services).iter().for_each(|line| push(&mut written, line));
            regions += 1;
        }
    }
    ensure!(regions > 0, "it has no lines for each service");
    Ok(written)
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use contracts::services::{CATALOG, ORDER, PAYMENT, RESERVATION};

    use super::*;

    const TEXT: &str = "\
services:
  # each service, by `cargo xtask services`:
  # | @name@:
  # |   port: @port@
  # |   # its own:
  catalog:
    port: 1
    # its own:
    scale: 2

  ordre:
    port: 9
    # its own:
    scale: 9
  payment:
    port: 8083
    # its own:
  # end of services
gateway: {}
";

    #[test]
    fn every_file_has_the_lines_of_the_list() {
        for path in FILES {
            let text = repository::read(path).unwrap();
            assert!(rewritten(&text, ALL).unwrap() == text, "{path} is another list: cargo xtask services");
        }
    }

    #[test]
    fn lines_follow_the_list_and_what_is_a_services_own_stays() {
        let expected = "    # its own:\n    scale: 2\n\n  order:\n    port: 8082\n    # its own:\n  payment:\n    port: 8083\n    # its own:\n  # end";
        let written = rewritten(TEXT, &[CATALOG, ORDER, PAYMENT]).unwrap();
        let (head, tail) = written.split_once(expected).unwrap();
        assert!(head.ends_with("# |   # its own:\n  catalog:\n    port: 8080\n"), "{written}");
        assert_eq!(tail, " of services\ngateway: {}\n");
        assert_eq!(rewritten(&written, &[CATALOG, ORDER, PAYMENT]).unwrap(), written);
    }

    #[test]
    fn a_region_may_be_about_some_services() {
        let of = |which: &str| {
            let text = format!(
                "-- each service {which}, by `cargo xtask services`:\n-- | @name@;\n-- end of services\n"
            );
            rewritten(&text, &[RESERVATION, ORDER, PAYMENT])
                .unwrap()
                .lines()
                .skip(2)
                .collect::<Vec<_>>()
                .join("")
        };
        assert_eq!(of("with a database"), "order;payment;-- end of services");
        assert_eq!(of("with seats"), "reservation;-- end of services");
        assert_eq!(of("that others call"), "reservation;order;payment;-- end of services");
    }

    #[test]
    fn a_region_without_an_end_or_a_pattern_and_a_file_without_a_region_are_refused() {
        let refusal = |text: &str| rewritten(text, ALL).unwrap_err().to_string();
        let begin = "# each service, by `cargo xtask services`:\n";
        assert!(refusal(&format!("{begin}# | @name@\norder\n")).contains("end of services"));
        assert!(refusal(&format!("{begin}# end of services\n")).contains("no pattern"));
        assert!(refusal("order\n").contains("no lines for each service"));
    }
}
