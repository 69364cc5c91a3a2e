//! The one process that can serve all services, or some of them, with what is there only once.

use server::Mount;

use crate::{DemoSite, Mountable};

/// It keeps in a data folder of its own whatever is not on servers, so that it runs with nothing installed.
pub struct AllInOne {
    pub name: &'static str,
    pub services: &'static [Mountable],
    /// What it serves beside the services.
    pub page: fn() -> Mount,
    /// Said behind the ready line of a demo.
    pub what_to_try: fn(&DemoSite) -> String,
}
