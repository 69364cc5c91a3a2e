/** Where a visitor goes on after the log-in: a path of this shop, and nothing else that stands in the address. */
const PATH = /^\/(?![/\\])[\x21-\x7e]*$/;

/** Where a log-in begins, none goes on. */
const LOG_IN = /^\/(login|signup|verify|forgot|reset|provider)\b/;

const HOME = '/account';

export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  const isPath = PATH.test(next) && !next.includes('\\');
  return isPath && !LOG_IN.test(next) ? next : HOME;
}
