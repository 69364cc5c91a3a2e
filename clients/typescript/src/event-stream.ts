/**
 * Server-sent events over fetch, because EventSource can neither send headers nor report its state. It resumes with Last-Event-ID,
 * backs off with jitter, and takes silence past the heartbeat for a dead connection.
 */
import { backoffMs, withJitter } from './backoff.ts';
import { SseParser, type ServerEvent } from './sse-parser.ts';

/** `live` means that bytes are arriving as they should, `refused` that the server said no for good, such as with 404. */
export type StreamState = 'connecting' | 'live' | 'catching-up' | 'offline' | 'refused' | 'ended';

export interface StreamListener {
  onEvent(event: ServerEvent): void;
  onState?(state: StreamState): void;
}

export interface StreamTiming {
  /** The server's heartbeat comes every 15 s; three more seconds of silence mean that something is wrong. */
  silenceMs: number;
  backoffFirstMs: number;
  backoffMaxMs: number;
  /** Consecutive failures until the stream calls itself offline. */
  failuresUntilOffline: number;
  connectMs: number;
  /** A resume without a response within this is given up for a fresh start: some proxies hold back a response without bytes. */
  resumeMs: number;
}

type Connect = (lastEventId: string | null, signal: AbortSignal) => Promise<Response>;

const TIMING: StreamTiming = {
  silenceMs: 18_000,
  backoffFirstMs: 250,
  backoffMaxMs: 5_000,
  failuresUntilOffline: 3,
  connectMs: 8_000,
  resumeMs: 2_500,
};

export class EventStream {
  readonly #connectTo: Connect;
  readonly #listener: StreamListener;
  readonly #timing: StreamTiming;
  readonly #random: () => number;
  #lastEventId: string | null = null;
  #abort: AbortController | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #state: StreamState | null = null;
  #running = false;
  #mayResume = true;

  constructor(
    connect: Connect,
    listener: StreamListener,
    timing: Partial<StreamTiming> = {},
    random = Math.random,
  ) {
    this.#connectTo = connect;
    this.#listener = listener;
    this.#timing = { ...TIMING, ...timing };
    this.#random = random;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#setState(this.#state === null ? 'connecting' : 'catching-up');
    void this.#connect();
  }

  stop(): void {
    this.#running = false;
    this.#disconnect();
  }

  /** Skips the backoff: the network has just come back, or the page is visible again. */
  nudge(): void {
    if (!this.#running || this.#state === 'live' || this.#state === 'refused') return;
    this.#disconnect();
    void this.#connect();
  }

  #disconnect(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#abort?.abort();
    this.#abort = null;
  }

  #setState(state: StreamState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#listener.onState?.(state);
  }

  async #connect(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    const resumesAfter = this.#mayResume ? this.#lastEventId : null;
    if (resumesAfter === null) this.#expectBytesWithin(this.#timing.connectMs);
    else this.#expectBytesWithin(this.#timing.resumeMs, () => (this.#mayResume = false));
    try {
      const response = await this.#connectTo(resumesAfter, abort.signal);
      if (!response.ok || !response.body) return this.#onRefusal(response.status, abort);
      this.#onOpened();
      await this.#read(response.body.getReader(), abort);
    } catch {
      // Whatever the cause, the next attempt finds out.
    }
    if (this.#running && this.#abort === abort) this.#retry();
  }

  #onOpened(): void {
    this.#failures = 0;
    this.#mayResume = true;
    this.#setState('live');
    this.#expectBytesWithin(this.#timing.silenceMs);
  }

  async #read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    abort: AbortController,
  ): Promise<void> {
    const parser = new SseParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#abort !== abort) return;
      this.#setState('live');
      this.#expectBytesWithin(this.#timing.silenceMs);
      for (const event of parser.push(value)) {
        if (event.id !== null) this.#lastEventId = event.id;
        this.#listener.onEvent(event);
      }
    }
  }

  #onRefusal(status: number, abort: AbortController): void {
    const forGood = status >= 400 && status < 500 && status !== 429;
    if (status === 204 || forGood) {
      this.stop();
      // After a 204 nothing will ever change again.
      this.#setState(forGood ? 'refused' : 'ended');
    } else if (this.#running && this.#abort === abort) {
      this.#retry();
    }
  }

  /** Without bytes in time the connection counts as dead. */
  #expectBytesWithin(limitMs: number, otherwise?: () => void): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => {
      otherwise?.();
      this.#disconnect();
      this.#retry();
    }, limitMs);
  }

  #retry(): void {
    this.#disconnect();
    this.#failures += 1;
    const { backoffFirstMs, backoffMaxMs, failuresUntilOffline } = this.#timing;
    this.#setState(this.#failures >= failuresUntilOffline ? 'offline' : 'catching-up');
    const wait = withJitter(backoffMs(this.#failures, backoffFirstMs, backoffMaxMs), this.#random);
    this.#retryTimer = setTimeout(() => void this.#connect(), wait);
  }
}
