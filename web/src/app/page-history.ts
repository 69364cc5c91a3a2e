/**
 * The browser's history with a gate in it: a navigation can be held back until the buyer has answered, even one by the browser's own
 * back button.
 *
 * Why not the router's own: it blocks navigations in its data mode only (`createBrowserRouter` with `useBlocker`), and that adds 14 kB of
 * JavaScript to every page (react-router 7.18.5, brotli). The map's route has 113 kB without it, of the 120 kB that a route may have.
 */
import {
  createPath,
  NavigationType,
  parsePath,
  type Location,
  type Navigator,
  type To,
} from 'react-router';
import { isRecord } from '@/lib/guards';

interface HistoryState {
  location: Location;
  action: NavigationType;
  /** A navigation that waits for the buyer's answer. */
  waiting: { proceed(): void; stay(): void } | null;
}

type Gate = (next: Location) => boolean;

/** What is kept in the browser's own history entry: the index tells back from forward. */
interface Entry {
  index: number;
  key: string;
  state: unknown;
}

export class PageHistory {
  private state: HistoryState;
  private index: number;
  private gate: Gate | null = null;
  private ignoreNextPop = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly page: Window) {
    const entry = this.entry();
    this.index = entry?.index ?? 0;
    if (!entry) page.history.replaceState(newEntry(0, null), '');
    this.state = { location: this.currentLocation(), action: NavigationType.Pop, waiting: null };
    page.addEventListener('popstate', () => this.onPop());
  }

  readonly read = (): HistoryState => this.state;

  readonly listen = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => void this.listeners.delete(changed);
  };

  /** Holds back every navigation for which the gate returns true, until the returned function is called. */
  block(gate: Gate): () => void {
    this.gate = gate;
    return () => {
      if (this.gate === gate) this.gate = null;
    };
  }

  readonly navigator: Navigator = {
    createHref: (to) => (typeof to === 'string' ? to : createPath(to)),
    go: (steps) => this.page.history.go(steps),
    push: (to, state) => this.navigate(NavigationType.Push, to, state),
    replace: (to, state) => this.navigate(NavigationType.Replace, to, state),
  };

  private navigate(
    action: NavigationType.Push | NavigationType.Replace,
    to: To,
    state: unknown,
  ): void {
    const pushes = action === NavigationType.Push;
    const index = this.index + (pushes ? 1 : 0);
    const entry = newEntry(index, state);
    const next = this.locationOf(to, entry);
    const proceed = () => {
      this.index = index;
      if (pushes) this.page.history.pushState(entry, '', createPath(next));
      else this.page.history.replaceState(entry, '', createPath(next));
      this.show({ location: next, action, waiting: null });
    };
    if (this.gate?.(next)) this.wait(proceed);
    else proceed();
  }

  private onPop(): void {
    if (this.ignoreNextPop) {
      this.ignoreNextPop = false;
      return;
    }
    const steps = (this.entry()?.index ?? 0) - this.index;
    const next = this.currentLocation();
    if (steps !== 0 && this.gate?.(next)) {
      // The address has changed already: it goes back to the page that is still shown, until there is an answer.
      this.ignoreNextPop = true;
      this.page.history.go(-steps);
      this.wait(() => {
        this.gate = null;
        this.page.history.go(steps);
      });
      return;
    }
    this.index += steps;
    this.show({ location: next, action: NavigationType.Pop, waiting: null });
  }

  private wait(goOn: () => void): void {
    const stay = () => this.show({ ...this.state, waiting: null });
    const proceed = () => {
      stay();
      goOn();
    };
    this.show({ ...this.state, waiting: { proceed, stay } });
  }

  private show(state: HistoryState): void {
    this.state = state;
    for (const changed of this.listeners) changed();
  }

  private entry(): Entry | null {
    const entry: unknown = this.page.history.state;
    if (!isRecord(entry)) return null;
    const { index, key, state } = entry;
    return typeof index === 'number' && typeof key === 'string' ? { index, key, state } : null;
  }

  private currentLocation(): Location {
    const { pathname, search, hash } = this.page.location;
    const entry = this.entry();
    return { pathname, search, hash, key: entry?.key ?? 'first', state: entry?.state ?? null };
  }

  private locationOf(to: To, entry: Entry): Location {
    const path = typeof to === 'string' ? parsePath(to) : to;
    const { pathname = this.state.location.pathname, search = '', hash = '' } = path;
    return { pathname, search, hash, key: entry.key, state: entry.state };
  }
}

const newEntry = (index: number, state: unknown): Entry => ({
  index,
  key: Math.random().toString(36).slice(2, 10),
  state,
});
