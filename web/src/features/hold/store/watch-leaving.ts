/** The page's side of leaving: has the hold's lock while it lives, and leaves a note for the worker when it goes. */
import * as v from 'valibot';
import { holdfast } from '@/lib/api-client';
import { forget, recall, remember } from '@/lib/storage';
import { lockOf, mayBeReleased, noteFor } from '../model/leaving';
import type { Hold } from '../model/hold-state';
import { useHold, verifyHold } from './hold-store';

const WORKER = '/leaving-worker.js';
const LEFT_AT = 'left-at';

let worker: ServiceWorker | null = null;
let lockName: string | null = null;
let releaseLock: (() => void) | null = null;

/**
 * Watches until the returned function is called. `mayRelease` says whether the hold is still only a hold: once an order is in
 * flight, the seats belong to the order. Without service workers (no secure context, private windows) the hold lapses by itself.
 */
export function watchLeaving(mayRelease: () => boolean): () => void {
  const onHide = () => {
    const hold = currentHold();
    dropLock();
    if (!hold || !worker || !mayRelease()) return;
    remember('tab', LEFT_AT, Date.now());
    worker.postMessage(noteFor(hold, holdfast.headers({ holdToken: hold.holdToken })));
  };
  // A page that the browser kept alive while another was shown comes back with `pageshow`.
  const onShow = (event: PageTransitionEvent) => {
    if (event.persisted) takeLock(currentHold());
  };
  takeLock(currentHold());
  const unsubscribe = useHold.subscribe(({ state }, before) => {
    if (state !== before.state) takeLock(currentHold());
  });
  addEventListener('pagehide', onHide);
  addEventListener('pageshow', onShow);
  return () => {
    unsubscribe();
    removeEventListener('pagehide', onHide);
    removeEventListener('pageshow', onShow);
    dropLock();
  };
}

const currentHold = (): Hold | null => {
  const { state } = useHold.getState();
  return state.phase === 'held' ? state.hold : null;
};

/** Takes the lock of this hold in place of the one before. */
function takeLock(hold: Hold | null): void {
  const name = hold && lockOf(hold);
  if (name === lockName) return;
  dropLock();
  if (name === null) return;
  lockName = name;
  void prepareWorker();
  const released = new Promise<void>((resolve) => (releaseLock = resolve));
  void navigator.locks?.request(name, { mode: 'shared' }, () => {
    // Not before the lock is granted: a worker that is releasing the seats has it until it is done.
    verifyAfterAbsence();
    return released;
  });
}

function dropLock(): void {
  releaseLock?.();
  releaseLock = null;
  lockName = null;
}

/** Registers the worker, once there is a hold: a visitor who only looks needs none. */
async function prepareWorker(): Promise<void> {
  if (worker || !navigator.locks || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(WORKER);
    worker = (await navigator.serviceWorker.ready).active;
  } catch {
    // Then there is none, and holds lapse by themselves.
  }
}

function verifyAfterAbsence(): void {
  const leftAt = recall('tab', LEFT_AT, v.number());
  forget('tab', LEFT_AT);
  if (mayBeReleased(leftAt, Date.now())) void verifyHold();
}
