#![doc = include_str!("../README.md")]

mod page;
mod welcome;

use platform::{AllInOne, Mountable};

/// All services of the one list, in its order.
const SERVICES: &[Mountable] = &[
    // each service, by `cargo xtask services`:
    // | Mountable::of::<@crate@::@Type@Service>(),
    Mountable::of::<catalog::CatalogService>(),
    Mountable::of::<reservation::ReservationService>(),
    Mountable::of::<order::OrderService>(),
    Mountable::of::<payment::PaymentService>(),
    Mountable::of::<waiting_room::WaitingRoomService>(),
    Mountable::of::<identity::IdentityService>(),
    // end of services
];

fn main() -> anyhow::Result<()> {
    let page = page::mount;
    let what_to_try = welcome::what_to_try;
    AllInOne { name: "holdfast", services: SERVICES, page, what_to_try }.main()
}

#[cfg(test)]
mod tests {
    use contracts::services::{ALL, ServiceInfo};

    use super::*;

    #[test]
    fn the_one_process_has_every_service_of_the_list() {
        let mounted: Vec<ServiceInfo> = SERVICES.iter().map(|service| *service.info()).collect();
        assert_eq!(mounted, ALL);
    }
}
