/**
 * Server-sent events over fetch, because the browser's own EventSource can neither send headers nor report its state. It resumes
 * with Last-Event-ID, backs off with jitter, and takes silence past the heartbeat for a dead connection.
 */
import { requestHeaders } from './api-client';
import { backoffMs, withJitter } from './backoff';
import { SseParser, type ServerEvent } from './sse-parser';

/** `live` means that bytes are arriving as they should, `refused` that the server said no for good, such as with 404. */
export type StreamState = 'connecting' | 'live' | 'catching-up' | 'offline' | 'refused' | 'ended';

export interface StreamOptions {
  url: string;
  holdToken?: string | null;
  onEvent(event: ServerEvent): void;
  onState(state: StreamState): void;
  timing?: Partial<Timing>;
}

interface Timing {
  /** The server's heartbeat comes every 15 s; three more seconds of silence mean that something is wrong. */
  silenceMs: number;
  backoffFirstMs: number;
  backoffMaxMs: number;
  /** Consecutive failures until the page calls itself offline. */
  failuresUntilOffline: number;
  connectMs: number;
  /** A resume without a response within this is given up for a fresh start: some proxies hold back a response without bytes. */
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
  private lastEventId: string | null = null;
  private abort: AbortController | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private state: StreamState | null = null;
  private running = false;
  private mayResume = true;

  constructor(private readonly options: StreamOptions) {
    this.timing = { ...TIMING, ...options.timing };
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.setState(this.state === null ? 'connecting' : 'catching-up');
    void this.connect();
  }

  stop(): void {
    this.running = false;
    this.disconnect();
  }

  /** Skips the backoff: the network has just come back, or the page is visible again. */
  nudge(): void {
    if (!this.running || this.state === 'live' || this.state === 'refused') return;
    this.disconnect();
    void this.connect();
  }

  private disconnect(): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    this.abort?.abort();
    this.abort = null;
  }

  private setState(state: StreamState): void {
    if (state === this.state) return;
    this.state = state;
    this.options.onState(state);
  }

  private async connect(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    const resuming = this.mayResume && this.lastEventId !== null;
    if (resuming) this.expectBytesWithin(this.timing.resumeMs, () => (this.mayResume = false));
    else this.expectBytesWithin(this.timing.connectMs);
    try {
      const response = await fetch(this.options.url, {
        headers: this.headers(resuming),
        signal: abort.signal,
        cache: 'no-store',
      });
      if (!response.ok || !response.body) return this.onRefusal(response.status, abort);
      this.onOpened();
      await this.read(response.body.getReader(), abort);
    } catch {
      // Whatever the cause, the next attempt finds out.
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

  private onOpened(): void {
    this.failures = 0;
    this.mayResume = true;
    this.setState('live');
    this.expectBytesWithin(this.timing.silenceMs);
  }

  private async read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    abort: AbortController,
  ): Promise<void> {
    const parser = new SseParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.abort !== abort) return;
      this.setState('live');
      this.expectBytesWithin(this.timing.silenceMs);
      for (const event of parser.push(value)) {
        if (event.id !== null) this.lastEventId = event.id;
        this.options.onEvent(event);
      }
    }
  }

  private onRefusal(status: number, abort: AbortController): void {
    const forGood = status >= 400 && status < 500 && status !== 429;
    if (status === 204 || forGood) {
      this.stop();
      // After a 204 nothing will ever change again.
      this.setState(forGood ? 'refused' : 'ended');
    } else if (this.running && this.abort === abort) {
      this.retry();
    }
  }

  /** Without bytes in time the connection counts as dead. */
  private expectBytesWithin(limitMs: number, otherwise?: () => void): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => {
      otherwise?.();
      this.disconnect();
      this.retry();
    }, limitMs);
  }

  private retry(): void {
    this.disconnect();
    this.failures += 1;
    this.setState(this.failures >= this.timing.failuresUntilOffline ? 'offline' : 'catching-up');
    const { backoffFirstMs, backoffMaxMs } = this.timing;
    const wait = withJitter(backoffMs(this.failures, backoffFirstMs, backoffMaxMs));
    this.retryTimer = setTimeout(() => void this.connect(), wait);
  }
}
