/** The code of each page, fetched when it is first needed. */
export const pages = {
  events: async () => ({ default: (await import('./routes/events-page')).EventsPage }),
  show: async () => ({ default: (await import('./routes/show-page')).ShowPage }),
  checkout: async () => ({ default: (await import('./routes/checkout-page')).CheckoutPage }),
  orders: async () => ({ default: (await import('./routes/orders-page')).OrdersPage }),
  order: async () => ({ default: (await import('./routes/order-page')).OrderPage }),
  ticket: async () => ({ default: (await import('./routes/ticket-page')).TicketPage }),
  notFound: async () => ({ default: (await import('./routes/not-found-page')).NotFoundPage }),
};
