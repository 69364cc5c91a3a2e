/** The page's side of leaving: has the hold's lock while it lives, and leaves a note for the worker when it goes. */
import { requestHeaders } from '@/lib/api-client';
import { forget, recall, remember } from '@/lib/storage';
import { lockOf, mayBeReleased, noteFor } from '../model/leaving';
import type { Hold } from '../model/hold-state';
import { askWhetherHeld, useHold } from './hold-store';

const WORKER = '/leaving-worker.js';
const LEFT_AT = 'left-at';

let worker: ServiceWorker | null = null;
let letLockGo: (() => void) | null = null;

/**
 * Watches until the returned function is called. `mayLeave` says whether the hold is still only a hold: once an order is on its
 * way the seats are the order's business. Without workers (no secure context, private windows) the hold lapses by itself.
 */
export function watchLeaving(mayLeave: () => boolean): () => void {
  const leave = () => {
    const { state } = useHold.getState();
    dropLock();
    if (state.phase !== 'held' || !mayLeave()) return;
    if (!worker) return;
    remember('tab', LEFT_AT, Date.now());
    worker.postMessage(noteFor(state.hold, requestHeaders({ holdToken: state.hold.holdToken })));
  };
  // A page that was kept alive in the background of another site comes back with `pageshow`.
  const shown = (event: PageTransitionEvent) => {
    if (event.persisted) stayWith(heldNow());
  };
  stayWith(heldNow());
  const unsubscribe = useHold.subscribe(({ state }, before) => {
    if (state !== before.state) stayWith(heldNow());
  });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', shown);
  return () => {
    unsubscribe();
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', shown);
    dropLock();
  };
}

const heldNow = (): Hold | null => {
  const { state } = useHold.getState();
  return state.phase === 'held' ? state.hold : null;
};

let locked: string | null = null;

function stayWith(hold: Hold | null): void {
  const lock = hold && lockOf(hold);
  if (lock === locked) return;
  dropLock();
  if (lock === null) return;
  locked = lock;
  void prepareWorker();
  const gone = new Promise<void>((resolve) => (letLockGo = resolve));
  void navigator.locks?.request(lock, { mode: 'shared' }, () => {
    // Only now: a worker that was just giving the seats back is done.
    lookAfterAbsence();
    return gone;
  });
}

function dropLock(): void {
  letLockGo?.();
  letLockGo = null;
  locked = null;
}

/** Not before there is a hold: a visitor who only looks needs no worker. */
async function prepareWorker(): Promise<void> {
  if (worker || !navigator.locks || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(WORKER);
    worker = (await navigator.serviceWorker.ready).active;
  } catch {
    // Then there is none, and holds lapse by themselves.
  }
}

function lookAfterAbsence(): void {
  const leftAt = recall('tab', LEFT_AT, (value) => typeof value === 'number');
  forget('tab', LEFT_AT);
  if (mayBeReleased(leftAt, Date.now())) void askWhetherHeld();
}
