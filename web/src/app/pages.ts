/** The code of each page, fetched when it is first needed. */
export const pages = {
  events: async () => ({ default: (await import('./routes/events/events-page')).EventsPage }),
  show: async () => ({ default: (await import('./routes/show/show-page')).ShowPage }),
  checkout: async () => ({
    default: (await import('./routes/checkout/checkout-page')).CheckoutPage,
  }),
  orders: async () => ({ default: (await import('./routes/orders/orders-page')).OrdersPage }),
  order: async () => ({ default: (await import('./routes/order/order-page')).OrderPage }),
  ticket: async () => ({ default: (await import('./routes/ticket/ticket-page')).TicketPage }),
  notFound: async () => ({
    default: (await import('./routes/not-found/not-found-page')).NotFoundPage,
  }),
};
