/** The code of one page and its words, fetched when they are first needed and tried again when they do not arrive. */
import type { ComponentType } from 'react';
import { loadWords } from '@/i18n/language';
import type { Part } from '@/i18n/dictionary';
import { backoffMs } from '@holdfast/client/backoff';

const TRIES_MAX = 3;
const BACKOFF_FIRST_MS = 300;
const BACKOFF_MAX_MS = 2_000;

type PageState<Props> =
  | { phase: 'idle' | 'fetching' | 'missing'; component: null }
  | { phase: 'here'; component: ComponentType<Props> };

export class PageCode<Props = object> {
  private state: PageState<Props> = { phase: 'idle', component: null };
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly fetchCode: () => Promise<ComponentType<Props>>,
    private readonly words: readonly Part[] = [],
    private readonly wait: (milliseconds: number) => Promise<void> = sleep,
  ) {}

  readonly read = (): PageState<Props> => this.state;

  readonly listen = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => void this.listeners.delete(changed);
  };

  /** Fetches what is not here and not on its way; after a failure, once more. */
  async load(): Promise<void> {
    if (this.state.phase === 'fetching' || this.state.phase === 'here') return;
    this.show({ phase: 'fetching', component: null });
    const component = await this.fetchWithRetries();
    this.show(component ? { phase: 'here', component } : { phase: 'missing', component: null });
  }

  private async fetchWithRetries(): Promise<ComponentType<Props> | null> {
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      try {
        const [component] = await Promise.all([this.fetchCode(), loadWords(this.words)]);
        return component;
      } catch {
        if (tries < TRIES_MAX) await this.wait(backoffMs(tries, BACKOFF_FIRST_MS, BACKOFF_MAX_MS));
      }
    }
    return null;
  }

  private show(state: PageState<Props>): void {
    this.state = state;
    for (const changed of this.listeners) changed();
  }
}

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
