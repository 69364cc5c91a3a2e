/**
 * The shop's service worker. It serves nothing and caches nothing: it takes the notes of tabs that went away with a hold, and releases
 * the seats unless the tab is back after the grace period. It is built into a file of its own, without imports.
 */
import type { LeftNote } from '@/features/hold/model/leaving';

interface MessageNotice extends Event {
  readonly data: unknown;
  waitUntil(done: Promise<unknown>): void;
}

/** What is used here of a service worker's global scope: the compiler is set up for the scope of a page. */
declare const self: {
  addEventListener(type: 'install', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: MessageNotice) => void): void;
  skipWaiting(): Promise<void>;
};

const TRIES_MAX = 3;
const BACKOFF_MS = 1_500;
const TIMEOUT_MS = 4_000;

/** A newer worker takes over at once: it serves no pages that could disagree with it. */
self.addEventListener('install', () => void self.skipWaiting());

self.addEventListener('message', (event) => {
  if (isNote(event.data)) event.waitUntil(releaseUnlessBack(event.data));
});

async function releaseUnlessBack(note: LeftNote): Promise<void> {
  await wait(note.graceMs);
  // Granted only while no page has the lock; kept until the seats are free, so that a tab that comes back now waits for the outcome.
  await navigator.locks.request(note.lock, { ifAvailable: true }, async (lock) => {
    if (lock) await Promise.all(note.releases.map((path) => release(path, note.headers)));
  });
}

/** Best effort: a hold whose release does not arrive lapses by itself. */
async function release(path: string, headers: [string, string][]): Promise<void> {
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const { status } = await fetch(path, { method: 'DELETE', headers, signal });
      if (status < 500 && status !== 429) return;
    } catch {
      // Retried below.
    }
    await wait(BACKOFF_MS * tries);
  }
}

const wait = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const isNote = (value: unknown): value is LeftNote =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'left';
