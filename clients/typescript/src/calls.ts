/** How calls are sent: who is calling, time-outs, retries with one key, and streams. */
import { EventStream, type StreamListener, type StreamTiming } from './event-stream.ts';
import { pause } from './pause.ts';
import { Problem, problemFrom } from './problem.ts';
import { randomId } from './random-id.ts';
import { pauseAfter, RETRY, type RetryPolicy } from './retry.ts';

export interface HoldfastOptions {
  /** Where it is: `https://tickets.example`; in a page of its own origin nothing. */
  baseUrl?: string;
  /** Of a user, by identity. */
  accessToken?: () => string | null;
  /** Where that header is trusted. */
  callerId?: () => string;
  /** Whose keys and places these are without an identity; made at random unless it is given. Keep it to come back to them. */
  guestSecret?: () => string;
  retry?: RetryPolicy;
  /** Of each attempt. */
  timeoutMs?: number;
  /** What arrived and is not as the description says: a newer server, or a proxy. */
  onMismatch?: (source: string, difference: string) => void;
  fetch?: (url: string, request: HttpRequest) => Promise<Response>;
  /** Until the time is over or the signal comes. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Evenly spread from 0 to 1. */
  random?: () => number;
}

export interface HttpRequest extends RequestInit {
  method: string;
  headers: Headers;
}

/** What every call takes beside what its own operation does. */
export interface CallOptions {
  /** The `holdToken` of a reservation: the proof of whose it is. */
  holdToken?: string | null | undefined;
  /** Names this request. Drawn at random for each call that changes something, and the same at each of its attempts. */
  idempotencyKey?: string;
  /** Of the waiting room of the event. */
  salePass?: string | null | undefined;
  /** Names a place in a line. */
  queueTicket?: string;
  /** What a place in a line or the session of a guest is paid with, where it has a price: the challenge and its solution. */
  proofOfWork?: string | undefined;
  /** A GET that is about the caller: sends the guest secret, as every other method does. */
  asGuest?: boolean;
  /** Of an order: rather wait for its outcome, so many seconds and ten at most, than be answered at once. */
  waitSeconds?: number;
  accept?: string;
  headers?: Readonly<Record<string, string>>;
  /** Ends the call and its retries. */
  signal?: AbortSignal | undefined;
  /** Of each attempt. */
  timeoutMs?: number;
  /** Instead of that of the client. */
  retry?: RetryPolicy;
  cache?: RequestCache;
  /** The request outlives the page. */
  keepalive?: boolean;
}

export interface SendOptions extends CallOptions {
  body?: unknown;
}

const TIMEOUT_MS = 15_000;
const JSON_TYPE = 'application/json';

export class Calls {
  readonly random: () => number;
  readonly #options: HoldfastOptions;
  #secret: string | undefined;

  constructor(options: HoldfastOptions = {}) {
    this.#options = options;
    this.random = options.random ?? Math.random;
  }

  /** The response to a successful request, its body not yet read: that has no time limit. Throws a `Problem` for any other. */
  send(method: string, path: string, options: SendOptions = {}): Promise<Response> {
    return this.exchange(method, path, options, (response) => response);
  }

  /** Events of this path, as they come. It begins with `start`. */
  stream(
    path: string,
    listener: StreamListener,
    options: CallOptions & { timing?: Partial<StreamTiming> } = {},
  ): EventStream {
    const connect = (lastEventId: string | null, signal: AbortSignal) => {
      const headers = this.headers({ ...options, accept: 'text/event-stream' });
      if (lastEventId !== null) headers.set('Last-Event-ID', lastEventId);
      return this.#fetch(path, { method: 'GET', headers, signal, cache: 'no-store' });
    };
    return new EventStream(connect, listener, options.timing, this.random);
  }

  /** What a request with these options says of its caller. */
  headers(options: SendOptions = {}): Headers {
    const { accessToken, callerId } = this.#options;
    const headers = new Headers({ Accept: options.accept ?? JSON_TYPE, ...options.headers });
    const set = (name: string, value: string | null | undefined) => {
      if (value) headers.set(name, value);
    };
    const token = accessToken?.();
    set('Authorization', token && `Bearer ${token}`);
    set('X-Caller-Id', callerId?.());
    set('Content-Type', options.body === undefined ? null : JSON_TYPE);
    set('Hold-Token', options.holdToken);
    set('Queue-Ticket', options.queueTicket);
    set('X-Queue-Token', options.salePass);
    set('Proof-Of-Work', options.proofOfWork);
    set('Idempotency-Key', options.idempotencyKey);
    set('Prefer', options.waitSeconds ? `wait=${options.waitSeconds}` : null);
    if (options.idempotencyKey || options.queueTicket || options.asGuest)
      set('Guest-Secret', this.#guestSecret());
    return headers;
  }

  reportMismatch(source: string, difference: string): void {
    this.#options.onMismatch?.(source, difference);
  }

  /** The same, read within the time of each attempt, so that a body that breaks off is sent for again. */
  async exchange<Result>(
    method: string,
    path: string,
    options: SendOptions,
    read: (response: Response) => Result | Promise<Result>,
  ): Promise<Result> {
    const key = method === 'GET' ? undefined : (options.idempotencyKey ?? randomId());
    const call = key === undefined ? options : { ...options, idempotencyKey: key };
    const { sleep = pause } = this.#options;
    const retry = options.retry ?? this.#options.retry ?? RETRY;
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.#attempt(method, path, call, read);
      } catch (cause) {
        options.signal?.throwIfAborted();
        if (!(cause instanceof Problem)) throw cause;
        const wait = pauseAfter(cause, failures, { method, path }, retry, this.random);
        if (wait === null) throw cause;
        await sleep(wait, options.signal);
        options.signal?.throwIfAborted();
      }
    }
  }

  async #attempt<Result>(
    method: string,
    path: string,
    options: SendOptions,
    read: (response: Response) => Result | Promise<Result>,
  ): Promise<Result> {
    const limit = new AbortController();
    const limitMs = options.timeoutMs ?? this.#options.timeoutMs ?? TIMEOUT_MS;
    const timer = setTimeout(() => limit.abort(), limitMs);
    const request = {
      method,
      headers: this.headers(options),
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ? AbortSignal.any([options.signal, limit.signal]) : limit.signal,
      keepalive: options.keepalive ?? false,
      cache: options.cache ?? 'default',
    };
    try {
      const response = await this.#fetch(path, request).catch(noResponse);
      if (!response.ok) throw await problemFrom(response);
      return await read(response);
    } finally {
      clearTimeout(timer);
    }
  }

  #fetch(path: string, request: HttpRequest): Promise<Response> {
    const { baseUrl = '', fetch: send = fetch } = this.#options;
    return send(baseUrl + path, request);
  }

  #guestSecret(): string {
    return this.#options.guestSecret?.() ?? (this.#secret ??= `secret-${randomId()}`);
  }
}

/** For a response or a body that does not arrive: nothing is known of the outcome. */
export function noResponse(cause: unknown): never {
  throw new Problem('NETWORK', 0, { cause });
}
