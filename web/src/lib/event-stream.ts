/**
 * Server-sent events over fetch, because the browser's own EventSource can neither send headers nor say how it is doing.
 * It resumes with Last-Event-ID, backs off with jitter, notices silence, and rests while nobody looks.
 */
import { requestHeaders, problemOf } from './api-client';
import type { Problem } from './problem';
import { SseParser, type ServerEvent } from './sse-parser';

/** `live` is said only while bytes arrive as they should. */
export type StreamState = 'connecting' | 'live' | 'catching-up' | 'offline' | 'refused' | 'ended';

export interface StreamOptions {
  url: string;
  /** Where to go on, such as the version of a snapshot. */
  lastEventId?: string | null;
  holdToken?: string | null;
  onEvent(event: ServerEvent): void;
  onState(state: StreamState): void;
  /** The server refused for good, such as with 404. */
  onRefused?(problem: Problem): void;
  timing?: Partial<Timing>;
}

export interface Timing {
  /** The server's heartbeat comes every 15 s; three more seconds of silence mean that something is wrong. */
  silenceMs: number;
  backoffFirstMs: number;
  backoffMaxMs: number;
  /** Tries that fail in a row before the page calls itself offline. */
  failuresUntilOffline: number;
  connectMs: number;
  /** A resume that is not answered within this is given up for a fresh start: some proxies sit on a quiet answer. */
  resumeMs: number;
}

const TIMING: Timing = {
  silenceMs: 18_000,
  backoffFirstMs: 250,
  backoffMaxMs: 5_000,
  failuresUntilOffline: 3,
  connectMs: 8_000,
  resumeMs: 2_500,
};

export class EventStream {
  private readonly timing: Timing;
  private lastEventId: string | null;
  private abort: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private state: StreamState | null = null;
  private running = false;
  private resuming = true;

  constructor(private readonly options: StreamOptions) {
    this.timing = { ...TIMING, ...options.timing };
    this.lastEventId = options.lastEventId ?? null;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.say(this.state === null ? 'connecting' : 'catching-up');
    void this.connect();
  }

  stop(): void {
    this.running = false;
    this.drop();
  }

  /** Does not wait for the backoff: the network has just come back, or the page is being looked at again. */
  nudge(): void {
    if (!this.running || this.state === 'live' || this.state === 'refused') return;
    this.drop();
    void this.connect();
  }

  private drop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.abort?.abort();
    this.abort = null;
  }

  private say(state: StreamState): void {
    if (state === this.state) return;
    this.state = state;
    this.options.onState(state);
  }

  private async connect(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    const resuming = this.resuming && this.lastEventId !== null;
    if (resuming) this.listen(this.timing.resumeMs, () => (this.resuming = false));
    else this.listen(this.timing.connectMs);
    try {
      const response = await fetch(this.options.url, {
        headers: this.headers(resuming),
        signal: abort.signal,
        cache: 'no-store',
      });
      if (!response.ok || !response.body) return await this.refused(response, abort);
      this.opened();
      await this.read(response.body.getReader(), abort);
    } catch {
      // Whatever it was: the next try finds out.
    }
    if (this.running && this.abort === abort) this.retry();
  }

  private headers(resuming: boolean): Headers {
    const headers = requestHeaders({
      accept: 'text/event-stream',
      holdToken: this.options.holdToken,
    });
    if (resuming && this.lastEventId !== null) headers.set('Last-Event-ID', this.lastEventId);
    return headers;
  }

  private opened(): void {
    this.failures = 0;
    this.resuming = true;
    this.say('live');
    this.listen(this.timing.silenceMs);
  }

  private async read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    abort: AbortController,
  ): Promise<void> {
    const parser = new SseParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.abort !== abort) return;
      this.say('live');
      this.listen(this.timing.silenceMs);
      for (const event of parser.push(value)) {
        if (event.id !== null) this.lastEventId = event.id;
        this.options.onEvent(event);
      }
    }
  }

  private async refused(response: Response, abort: AbortController): Promise<void> {
    if (response.status === 204) {
      // Nothing will ever change again behind what was seen.
      this.stop();
      this.say('ended');
      return;
    }
    const forGood = response.status >= 400 && response.status < 500 && response.status !== 429;
    if (!forGood) {
      if (this.running && this.abort === abort) this.retry();
      return;
    }
    const problem = await problemOf(response);
    if (!this.running) return;
    this.stop();
    this.say('refused');
    this.options.onRefused?.(problem);
  }

  /** Bytes are due within this; else the connection is taken for dead. */
  private listen(limitMs: number, otherwise?: () => void): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      otherwise?.();
      this.drop();
      this.retry();
    }, limitMs);
  }

  private retry(): void {
    this.drop();
    this.failures += 1;
    this.say(this.failures >= this.timing.failuresUntilOffline ? 'offline' : 'catching-up');
    const grown = this.timing.backoffFirstMs * 2 ** Math.min(this.failures - 1, 10);
    const wait = Math.min(grown, this.timing.backoffMaxMs) * (0.5 + Math.random() / 2);
    this.timer = setTimeout(() => void this.connect(), wait);
  }
}
