/** Where the words are: one file for each language and part, fetched when a page first needs it. */
import type { Dictionary, Parts } from './dictionary';

type Loaders = { [Name in keyof Parts]: () => Promise<Parts[Name]> };

const ko: Loaders = {
  common: async () => (await import('./ko/common')).common,
  problems: async () => (await import('./ko/problems')).problems,
  shows: async () => (await import('./ko/shows')).shows,
  seats: async () => (await import('./ko/seats')).seats,
  hold: async () => (await import('./ko/hold')).hold,
  checkout: async () => (await import('./ko/checkout')).checkout,
  orders: async () => (await import('./ko/orders')).orders,
  line: async () => (await import('./ko/line')).line,
  account: async () => (await import('./ko/account')).account,
};

const en: Loaders = {
  common: async () => (await import('./en/common')).common,
  problems: async () => (await import('./en/problems')).problems,
  shows: async () => (await import('./en/shows')).shows,
  seats: async () => (await import('./en/seats')).seats,
  hold: async () => (await import('./en/hold')).hold,
  checkout: async () => (await import('./en/checkout')).checkout,
  orders: async () => (await import('./en/orders')).orders,
  line: async () => (await import('./en/line')).line,
  account: async () => (await import('./en/account')).account,
};

export const LOADERS = { ko, en };

export type Language = keyof typeof LOADERS;

/** Every part of one language, for what is no page. */
export async function wholeDictionary(language: Language): Promise<Dictionary> {
  const { common, problems, shows, seats, hold, checkout, orders, line, account } =
    LOADERS[language];
  return {
    ...(await common()),
    ...(await problems()),
    ...(await shows()),
    ...(await seats()),
    ...(await hold()),
    ...(await checkout()),
    ...(await orders()),
    ...(await line()),
    ...(await account()),
  };
}
