/** Every address of the shop. A page's code is fetched with its address, and its data is asked for at the same time. */
import { createBrowserRouter, type RouteObject } from 'react-router';
import { Crash } from './crash';
import { prefetchEvents, prefetchShow } from './prefetch';
import { Shell } from './shell';

const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <Crash />,
    hydrateFallbackElement: <></>,
    children: [
      {
        path: '/',
        loader: prefetchEvents,
        lazy: { Component: async () => (await import('./routes/events-page')).EventsPage },
      },
      {
        path: '/events/:id',
        loader: ({ params }) => prefetchShow(params.id),
        shouldRevalidate: () => false,
        lazy: { Component: async () => (await import('./routes/show-page')).ShowPage },
      },
      {
        path: '/events/:id/checkout',
        lazy: { Component: async () => (await import('./routes/checkout-page')).CheckoutPage },
      },
      {
        path: '/orders',
        lazy: { Component: async () => (await import('./routes/orders-page')).OrdersPage },
      },
      {
        path: '/orders/:id',
        lazy: { Component: async () => (await import('./routes/order-page')).OrderPage },
      },
      {
        path: '/orders/:id/ticket',
        lazy: { Component: async () => (await import('./routes/ticket-page')).TicketPage },
      },
      { path: '*', lazy: { Component: async () => (await import('./routes/not-found-page')).NotFoundPage } },
    ],
  },
];

export const router = createBrowserRouter(routes);
