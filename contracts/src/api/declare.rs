//! The one place that knows what follows from a declared call.

/// Declares the calls that one service answers. Each is written as a function that takes nothing, the `event` of its path or a `body`, and
/// the [`Route`](super::Route) that it takes over HTTP.
macro_rules! declare_api {
    (
        $(#[$about:meta])*
        $api:ident of $service:ident {
            $(
                $(#[$doc:meta])*
                fn $call:ident($($kind:ident: $input:ty)?) -> $answer:ty = $route:expr;
            )+
        }
    ) => {
        $(#[$about])*
        #[async_trait::async_trait]
        pub trait $api: Send + Sync + 'static {
            $(
                $(#[$doc])*
                async fn $call(&self $(, $kind: $input)?) -> Result<$answer, super::CallError>;
            )+
        }

        struct Client<T>(T);

        #[async_trait::async_trait]
        impl<T: super::Transport> $api for Client<T> {
            $(
                async fn $call(&self $(, $kind: $input)?) -> Result<$answer, super::CallError> {
                    let call = super::Call::new(crate::services::$service.name, const { &$route });
                    $(let call = call.$kind($kind)?;)?
                    super::Answer::read(self.0.send(call).await?)
                }
            )+
        }

        #[async_trait::async_trait]
        impl $api for super::Local<dyn $api> {
            $(
                async fn $call(&self $(, $kind: $input)?) -> Result<$answer, super::CallError> {
                    self.get()?.$call($($kind)?).await
                }
            )+
        }

        impl super::Api for dyn $api {
            const SERVICE: crate::services::ServiceInfo = crate::services::$service;

            fn remote(transport: impl super::Transport) -> std::sync::Arc<Self> {
                std::sync::Arc::new(Client(transport))
            }

            fn late(local: &super::Local<Self>) -> std::sync::Arc<Self> {
                std::sync::Arc::new(local.clone())
            }

            fn routes(api: &std::sync::Arc<Self>, router: &mut impl super::Router) {
                $(declare_api!(@route api, router, $call, const { &$route } $(, $kind: $input)?);)+
            }
        }
    };
    (@route $api:ident, $router:ident, $call:ident, $route:expr) => {
        let api = std::sync::Arc::clone($api);
        $router.plain($route, move || {
            let api = std::sync::Arc::clone(&api);
            Box::pin(async move { api.$call().await })
        });
    };
    (@route $api:ident, $router:ident, $call:ident, $route:expr, $kind:ident: $input:ty) => {
        let api = std::sync::Arc::clone($api);
        $router.$kind($route, move |input: $input| {
            let api = std::sync::Arc::clone(&api);
            Box::pin(async move { api.$call(input).await })
        });
    };
}
