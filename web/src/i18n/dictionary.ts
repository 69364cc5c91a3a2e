/** What every language has words for, in parts: a page fetches those that it needs. Korean is first, and the others have its shape. */
import type { account } from './ko/account';
import type { checkout } from './ko/checkout';
import type { common } from './ko/common';
import type { hold } from './ko/hold';
import type { line } from './ko/line';
import type { orders } from './ko/orders';
import type { problems } from './ko/problems';
import type { seats } from './ko/seats';
import type { shows } from './ko/shows';

export type Common = typeof common;
export type Problems = typeof problems;
export type Shows = typeof shows;
export type Seats = typeof seats;
export type Hold = typeof hold;
export type Checkout = typeof checkout;
export type Orders = typeof orders;
export type Line = typeof line;
export type Account = typeof account;

export interface Parts {
  common: Common;
  problems: Problems;
  shows: Shows;
  seats: Seats;
  hold: Hold;
  checkout: Checkout;
  orders: Orders;
  line: Line;
  account: Account;
}

export type Part = keyof Parts;

/** All parts together, as components read them. */
export type Dictionary = Common &
  Problems &
  Shows &
  Seats &
  Hold &
  Checkout &
  Orders &
  Line &
  Account;

/** The words for a name from the server, of which there may be some that this page does not know. */
export const wordsFor = <Words>(
  words: Readonly<Record<string, Words>>,
  name: string,
): Words | undefined => (Object.hasOwn(words, name) ? words[name] : undefined);
