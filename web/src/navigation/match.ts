/** Which route an address belongs to: patterns like `/events/:id`, tried in order. Pure. */
export type Params = Readonly<Record<string, string>>;

export interface Matched<Route> {
  route: Route;
  params: Params;
}

/** The first of the routes whose pattern fits, with the values of its parameters. `*` fits every address. */
export function matchRoute<Route extends { pattern: string }>(
  routes: readonly Route[],
  pathname: string,
): Matched<Route> | null {
  for (const route of routes) {
    const params = paramsOf(route.pattern, pathname);
    if (params) return { route, params };
  }
  return null;
}

export function paramsOf(pattern: string, pathname: string): Params | null {
  if (pattern === '*') return {};
  const wanted = partsOf(pattern);
  const given = partsOf(pathname);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      const decoded = decode(value);
      if (decoded === null) return null;
      params[part.slice(1)] = decoded;
    } else if (part !== value) {
      return null;
    }
  }
  return params;
}

/** A slash at the end makes no difference. */
const partsOf = (path: string): string[] => path.replace(/\/+$/, '').split('/').slice(1);

/** `null` for a text that is no valid encoding, such as `%`. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
