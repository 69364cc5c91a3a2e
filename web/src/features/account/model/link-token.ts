/** The token of a link by mail stands behind `#`, which no server sees. */
export const linkToken = (hash: string): string | null =>
  new URLSearchParams(hash.slice(1)).get('token');

const LINK = /https?:\/\/\S+?(\/(?:verify|reset)#token=[\w.~-]+)/;

/** The page that a letter leads to, here: the shop's own origin may be another one. */
export const pathIn = (letter: string): string | null => LINK.exec(letter)?.[1] ?? null;
