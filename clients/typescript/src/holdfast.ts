/** A client of one Holdfast: every operation of the description by its path, with its types. */
import { Calls, noResponse, type SendOptions } from './calls.ts';
import type { ArgumentsOf, PathsOf, ResultOf } from './operations.ts';
import type { paths } from './schema.ts';

interface AnyCall extends SendOptions {
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | null | undefined>;
}

export class Holdfast extends Calls {
  get<Path extends PathsOf<'get'>>(path: Path, ...[options]: ArgumentsOf<paths[Path]['get']>) {
    return this.#call<ResultOf<paths[Path]['get']>>('GET', path, options);
  }

  post<Path extends PathsOf<'post'>>(path: Path, ...[options]: ArgumentsOf<paths[Path]['post']>) {
    return this.#call<ResultOf<paths[Path]['post']>>('POST', path, options);
  }

  put<Path extends PathsOf<'put'>>(path: Path, ...[options]: ArgumentsOf<paths[Path]['put']>) {
    return this.#call<ResultOf<paths[Path]['put']>>('PUT', path, options);
  }

  delete<Path extends PathsOf<'delete'>>(
    path: Path,
    ...[options]: ArgumentsOf<paths[Path]['delete']>
  ) {
    return this.#call<ResultOf<paths[Path]['delete']>>('DELETE', path, options);
  }

  #call<Result>(method: string, template: string, options: AnyCall = {}): Promise<Result> {
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(options.path?.[name])),
    );
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(options.query ?? {}))
      if (value !== undefined && value !== null) query.set(name, String(value));
    const target = query.size > 0 ? `${path}?${query}` : path;
    return this.exchange(method, target, options, readJson<Result>);
  }
}

/** Taken at the word of the description; who wants it checked reads the response of `send`. */
async function readJson<Result>(response: Response): Promise<Result> {
  const body: unknown =
    response.status === 204 ? undefined : await response.json().catch(noResponse);
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the one place where the types of the description are believed
  return body as Result;
}
