import type { HttpRequest } from '../src/calls.ts';

/** A fake of `fetch`: answers each request with the next script, the last one for all that follow, and remembers what was sent. */
export type Script = (request: Request) => Response | Promise<Response>;

export interface FakeServer {
  fetch: (url: string, init: HttpRequest) => Promise<Response>;
  requests: Request[];
}

export function fakeServer(...scripts: Script[]): FakeServer {
  const requests: Request[] = [];
  const answer = (url: string, init: HttpRequest): Promise<Response> => {
    const request = new Request(new URL(url, 'http://fake.test'), init);
    const script = scripts[Math.min(requests.length, scripts.length - 1)];
    requests.push(request);
    return new Promise((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(abortReason(request.signal)));
      Promise.resolve(request)
        .then((sent) => script?.(sent) ?? new Response(null, { status: 500 }))
        .then(resolve, reject);
    });
  };
  return { fetch: answer, requests };
}

const abortReason = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('aborted');

/** Each request by its path: streams and snapshots come in any order. */
export const byPath =
  (scripts: Record<string, Script>): Script =>
  (request) =>
    scripts[new URL(request.url).pathname]?.(request) ?? new Response(null, { status: 404 });

export const json =
  (body: unknown, init: ResponseInit = {}) =>
  () =>
    Response.json(body, init);

export const refusal = (code: string, status: number, more: object = {}, headers = {}) =>
  json({ code, message: code, traceId: 'abc', ...more }, { status, headers });

export const unreachable = (): never => {
  throw new TypeError('connection refused');
};

export const silent = () => new Promise<Response>(() => undefined);

/** A body of server-sent events; `open`: the connection stays. */
export const streaming =
  (text: string, open = false) =>
  () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(text));
          if (!open) controller.close();
        },
      }),
    );
