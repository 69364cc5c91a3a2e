/**
 * The browser's history with a gate in it: a navigation can be held back until the buyer has answered, even one by the browser's own
 * back button.
 */
import { isRecord } from '@holdfast/client/is-record';

/** A path of the shop, with what follows it. */
export type To = string;

type Action = 'pop' | 'push' | 'replace';

interface Location {
  pathname: string;
  search: string;
  hash: string;
}

interface HistoryState {
  location: Location;
  /** How the location was reached; `pop` is the first one, and back or forward. */
  action: Action;
  /** A navigation that waits for the buyer's answer. */
  waiting: { proceed(): void; stay(): void } | null;
}

type Gate = (next: Location) => boolean;

/** What is kept in the browser's own history entry: the index tells back from forward. */
interface Entry {
  index: number;
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
    if (!entry) page.history.replaceState({ index: 0 } satisfies Entry, '');
    this.state = { location: this.currentLocation(), action: 'pop', waiting: null };
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

  push(to: To): void {
    this.navigate('push', to);
  }

  replace(to: To): void {
    this.navigate('replace', to);
  }

  private navigate(action: 'push' | 'replace', to: To): void {
    const index = this.index + (action === 'push' ? 1 : 0);
    const next = locationOf(to);
    const proceed = () => {
      const entry: Entry = { index };
      this.index = index;
      if (action === 'push') this.page.history.pushState(entry, '', to);
      else this.page.history.replaceState(entry, '', to);
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
    this.show({ location: next, action: 'pop', waiting: null });
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
    return isRecord(entry) && typeof entry.index === 'number' ? { index: entry.index } : null;
  }

  private currentLocation(): Location {
    const { pathname, search, hash } = this.page.location;
    return { pathname, search, hash };
  }
}

/** Only its path, query and fragment are used, so any origin will do. */
function locationOf(to: To): Location {
  const { pathname, search, hash } = new URL(to, 'http://any');
  return { pathname, search, hash };
}
