/** Every address of the shop. The code of a page is fetched when its address is visited. */
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { Route, Router, Routes } from 'react-router';
import { pageHistory } from './history';
import { pages } from './pages';
import { Shell } from './shell/shell';

const EventsPage = lazy(pages.events);
const ShowPage = lazy(pages.show);
const CheckoutPage = lazy(pages.checkout);
const OrdersPage = lazy(pages.orders);
const OrderPage = lazy(pages.order);
const TicketPage = lazy(pages.ticket);
const NotFoundPage = lazy(pages.notFound);

export function ShopRouter() {
  const { location, action } = useSyncExternalStore(pageHistory.listen, pageHistory.read);
  return (
    <Router location={location} navigationType={action} navigator={pageHistory.navigator}>
      <Shell>
        <Suspense fallback={null}>
          <Routes>
            <Route path="/" element={<EventsPage />} />
            <Route path="/events/:id" element={<ShowPage />} />
            <Route path="/events/:id/checkout" element={<CheckoutPage />} />
            <Route path="/orders" element={<OrdersPage />} />
            <Route path="/orders/:id" element={<OrderPage />} />
            <Route path="/orders/:id/ticket" element={<TicketPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Suspense>
      </Shell>
    </Router>
  );
}
