/**
 * The browser's history with a gate in it: leaving may be held back until the buyer has answered, also when they press the
 * browser's own back button. (The router's data mode could do it too, for twenty kilobytes that the seat map needs.)
 */
import {
  createPath,
  parsePath,
  type Location,
  type Navigator,
  type NavigationType,
  type To,
} from 'react-router';

export interface HistoryState {
  location: Location;
  action: `${NavigationType}`;
  /** A step that waits for an answer. */
  waiting: { proceed(): void; stay(): void } | null;
}

type Gate = (next: Location) => boolean;

/** What is kept in the browser's own entry: its place in the line tells back from forward. */
interface Entry {
  index: number;
  key: string;
  state: unknown;
}

export class PageHistory {
  private state: HistoryState;
  private index: number;
  private gate: Gate | null = null;
  private silent = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly page: Window) {
    const entry = this.entry();
    this.index = entry?.index ?? 0;
    if (!entry) page.history.replaceState(newEntry(0, null), '');
    this.state = { location: this.here(), action: 'POP', waiting: null };
    page.addEventListener('popstate', () => this.popped());
  }

  readonly read = (): HistoryState => this.state;

  readonly listen = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => void this.listeners.delete(changed);
  };

  /** While it stands, a step for which it says true waits. */
  hold(gate: Gate): () => void {
    this.gate = gate;
    return () => {
      if (this.gate === gate) this.gate = null;
    };
  }

  readonly navigator: Navigator = {
    createHref: (to) => (typeof to === 'string' ? to : createPath(to)),
    go: (steps) => this.page.history.go(steps),
    push: (to, state) => this.step('PUSH', to, state),
    replace: (to, state) => this.step('REPLACE', to, state),
  };

  private step(action: 'PUSH' | 'REPLACE', to: To, state: unknown): void {
    const index = this.index + (action === 'PUSH' ? 1 : 0);
    const entry = newEntry(index, state);
    const next = this.place(to, entry);
    const go = () => {
      this.index = index;
      if (action === 'PUSH') this.page.history.pushState(entry, '', createPath(next));
      else this.page.history.replaceState(entry, '', createPath(next));
      this.show({ location: next, action, waiting: null });
    };
    if (this.gate?.(next)) this.wait(go);
    else go();
  }

  private popped(): void {
    if (this.silent) {
      this.silent = false;
      return;
    }
    const entry = this.entry();
    const steps = (entry?.index ?? 0) - this.index;
    const next = this.here();
    if (steps !== 0 && this.gate?.(next)) {
      // The address has moved already: back to where the page still is, until there is an answer.
      this.silent = true;
      this.page.history.go(-steps);
      this.wait(() => {
        this.gate = null;
        this.page.history.go(steps);
      });
      return;
    }
    this.index += steps;
    this.show({ location: next, action: 'POP', waiting: null });
  }

  private wait(go: () => void): void {
    const stay = () => this.show({ ...this.state, waiting: null });
    const proceed = () => {
      stay();
      go();
    };
    this.show({ ...this.state, waiting: { proceed, stay } });
  }

  private show(state: HistoryState): void {
    this.state = state;
    for (const changed of this.listeners) changed();
  }

  private entry(): Entry | null {
    const entry = this.page.history.state as Entry | null;
    return typeof entry?.index === 'number' ? entry : null;
  }

  private here(): Location {
    const { pathname, search, hash } = this.page.location;
    return {
      pathname,
      search,
      hash,
      key: this.entry()?.key ?? 'first',
      state: this.entry()?.state ?? null,
    };
  }

  private place(to: To, entry: Entry): Location {
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
