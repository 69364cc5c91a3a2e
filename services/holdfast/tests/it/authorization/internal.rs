//! The internal listener: for neighbours alone, each with a token for the service that it calls.

use contracts::ErrorCode;
use contracts::services::ALL;

use super::personas::{others, owner};
use super::tokens::of_service;
use super::world::World;

#[tokio::test]
async fn the_calls_between_services_are_for_neighbours_alone() {
    let world = World::start().await;
    let strangers: Vec<_> = others(&world).into_iter().chain([owner(&world)]).collect();
    for service in ALL {
        // A path that does not exist is refused like one that does.
        let path = format!("/internal/{}/anything", service.name);
        for persona in &strangers {
            // The token of this one is for catalog.
            if service.name == "catalog" && persona.name.starts_with("a service token") {
                continue;
            }
            let call = world.internal.get(&path);
            let call = persona.presents.iter().fold(call, |call, (name, value)| call.header(name, value));
            let answer = call.await;
            assert_eq!(answer.error().code, ErrorCode::Unauthenticated, "{path}, {}", persona.name);
        }
        world.api.get(&path).await.refused(ErrorCode::NotFound);
        let neighbour = world.internal.with_access(&of_service(service.name));
        neighbour.get(&path).await.refused(ErrorCode::NotFound);
    }
    for path in ["/metrics", "/healthz", "/readyz"] {
        assert_eq!(world.internal.get(path).await.status, 200, "{path}");
    }
}
