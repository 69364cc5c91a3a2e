/**
 * The shop's worker. It serves nothing and caches nothing; it waits for notes of tabs that went away with a hold, and gives the
 * seats back unless the tab is there again after the grace. Built into a file of its own without imports.
 */
import type { LeftNote } from '@/features/hold/model/leaving';

interface Notice extends Event {
  data: unknown;
  waitUntil(done: Promise<unknown>): void;
}

const TRIES_MAX = 3;
const AGAIN_MS = 1_500;
const ANSWER_MAX_MS = 4_000;

/** A newer worker takes over at once: it has no pages to be at odds with. */
self.addEventListener('install', () => {
  void (self as unknown as { skipWaiting(): Promise<void> }).skipWaiting();
});

self.addEventListener('message', (event) => {
  const notice = event as unknown as Notice;
  if (isNote(notice.data)) notice.waitUntil(releaseUnlessBack(notice.data));
});

async function releaseUnlessBack(note: LeftNote): Promise<void> {
  await pause(note.graceMs);
  // Given only while no page has it; kept until the seats are free, so that a tab that comes back now waits for the truth.
  await navigator.locks.request(note.lock, { ifAvailable: true }, async (lock) => {
    if (lock) await Promise.all(note.releases.map((path) => release(path, note.headers)));
  });
}

/** What does not arrive lapses by itself. */
async function release(path: string, headers: [string, string][]): Promise<void> {
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    try {
      const signal = AbortSignal.timeout(ANSWER_MAX_MS);
      const { status } = await fetch(path, { method: 'DELETE', headers, signal });
      if (status < 500 && status !== 429) return;
    } catch {
      // Asked again below.
    }
    await pause(AGAIN_MS * tries);
  }
}

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const isNote = (value: unknown): value is LeftNote =>
  typeof value === 'object' && value !== null && (value as LeftNote).kind === 'left';
