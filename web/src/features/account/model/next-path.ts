/** Where a visitor goes on after the log-in: a path of this shop, and nothing else that stands in the address. */
const PATH = /^\/(?![/\\])[\x21-\x7e]*$/;

const HOME = '/account';

export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return PATH.test(next) && !next.includes('\\') ? next : HOME;
}
