/** Every address of the shop, with the code of its page, its words, and the pages that usually come next. */
import { matchRoute } from '@/navigation/match';
import type * as AccountPages from './account-pages';
import { PageCode } from './page-code';

export const frame = new PageCode<React.PropsWithChildren>(
  async () => (await import('./frame')).Frame,
  ['hold', 'problems'],
);

const events = new PageCode(
  async () => (await import('./routes/events/events-page')).EventsPage,
  ['shows'],
);
const show = new PageCode(
  async () => (await import('./routes/show/show-page')).ShowPage,
  ['shows', 'seats'],
);
const line = new PageCode(
  async () => (await import('./routes/line/line-page')).LinePage,
  ['shows', 'line'],
);
const checkout = new PageCode(
  async () => (await import('./routes/checkout/checkout-page')).CheckoutPage,
  ['shows', 'seats', 'checkout'],
);
const orders = new PageCode(
  async () => (await import('./routes/orders/orders-page')).OrdersPage,
  ['shows', 'orders'],
);
const order = new PageCode(
  async () => (await import('./routes/order/order-page')).OrderPage,
  ['shows', 'seats', 'checkout', 'orders'],
);
const ticket = new PageCode(
  async () => (await import('./routes/ticket/ticket-page')).TicketPage,
  ['shows', 'seats', 'orders'],
);
/** They are small and share most of what they are made of, so the first of them brings all. */
const ofAccount = (name: keyof typeof AccountPages) =>
  new PageCode(async () => (await import('./account-pages'))[name], ['account']);
const login = ofAccount('LoginPage');
const verify = ofAccount('VerifyPage');
const notFound = new PageCode(
  async () => (await import('./routes/not-found/not-found-page')).NotFoundPage,
  ['shows'],
);

/** In the header, of a visitor with an account. */
export const accountMenu = new PageCode(
  async () => (await import('./shared/account-menu')).AccountMenu,
  ['account'],
);

export interface Route {
  pattern: string;
  page: PageCode;
  /** Fetched once this page is drawn, so that the next one never keeps the buyer waiting. */
  next: readonly PageCode[];
  /** The shape of the page, shown until its code is here. */
  shape: 'text' | 'map';
}

const ROUTES: readonly Route[] = [
  { pattern: '/', page: events, next: [show], shape: 'text' },
  { pattern: '/events/:id', page: show, next: [checkout], shape: 'map' },
  { pattern: '/events/:id/line', page: line, next: [show], shape: 'text' },
  { pattern: '/events/:id/checkout', page: checkout, next: [order], shape: 'text' },
  { pattern: '/orders', page: orders, next: [order], shape: 'text' },
  { pattern: '/orders/:id', page: order, next: [ticket], shape: 'text' },
  { pattern: '/orders/:id/ticket', page: ticket, next: [], shape: 'text' },
  { pattern: '/account', page: ofAccount('AccountPage'), next: [orders], shape: 'text' },
  { pattern: '/login', page: login, next: [], shape: 'text' },
  { pattern: '/signup', page: ofAccount('SignupPage'), next: [], shape: 'text' },
  { pattern: '/verify', page: verify, next: [], shape: 'text' },
  { pattern: '/forgot', page: ofAccount('ForgotPage'), next: [], shape: 'text' },
  { pattern: '/reset', page: ofAccount('ResetPage'), next: [login], shape: 'text' },
  { pattern: '/provider', page: ofAccount('ProviderPage'), next: [], shape: 'text' },
  { pattern: '/mailbox', page: ofAccount('MailboxPage'), next: [verify], shape: 'text' },
];
const NOWHERE: Route = { pattern: '*', page: notFound, next: [events], shape: 'text' };

export const routeOf = (pathname: string) =>
  matchRoute(ROUTES, pathname) ?? { route: NOWHERE, params: {} };
