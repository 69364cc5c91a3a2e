/**
 * Keeps the session of this browser, however many tabs it has: one tab at a time asks for tokens, under a lock of the browser, and tells
 * the others. A token is renewed when half of its life is left, so that identity may be away for as long as a purchase takes.
 */
import type { SessionKind } from '../signed-in';
import type { Live, SessionEvent, SessionState } from './session-state';
import { ORDERS, sessionEnded } from './session-ended';

export type Message =
  /** Asks for the token of another tab. */
  | { kind: 'who' }
  | { kind: 'began'; live: Live }
  | { kind: 'ended'; wasUser: boolean }
  | { kind: 'left' }
  /** The tab that had the turn could not renew it. */
  | { kind: 'failed' };

/** What a keeper needs of its page and its browser. */
export interface Tab {
  read(): SessionState;
  kind(): SessionKind | null;
  /** A token that is good now. */
  token(): string | null;
  dispatch(event: SessionEvent): void;
  /** Runs the task while no other tab runs one. `ifFree`: not at all, if one does; then the result is `false`. */
  inTurn(ifFree: boolean, task: () => Promise<void>): Promise<boolean>;
  tell(message: Message): void;
  listen(heard: (message: Message) => void): void;
  /** The session after a renewal; `null`: there is none any more. Throws when there is no telling. */
  renew(): Promise<Live | null>;
  beginGuest(): Promise<Live>;
  now(): number;
  random(): number;
  pause(milliseconds: number): Promise<void>;
  /** Runs the task later, unless the returned function is called. */
  later(milliseconds: number, task: () => void): () => void;
}

/** A request that was refused, and the way to send it again. */
export interface Refused {
  path: string;
  method: string;
  sent: string | null;
  response: Response;
  send(token: string | null): Promise<Response>;
}

/** Another tab answers at once, unless there is none. */
const ASK_MS = 60;
/** What another tab has found out in its turn arrives after its turn. */
const NEWS_MS = 300;
const REST_MS = 2_000;
const GUEST_REST_MS = 30_000;
const AGAIN_MS = 10_000;
/** Of a token's life, when it is renewed: somewhere from half of it to two fifths. */
const LEFT = 0.5;
const SPREAD = 0.1;

/** How other names are refused what belongs to a session. */
const OUT_OF_REACH = new Set(['NOT_HOLD_OWNER', 'ORDER_NOT_FOUND']);
const NEW_HOLD = /^\/api\/reservations(\/best)?$/;

export class SessionKeeper {
  private renewing: Promise<void> | null = null;
  private restUntil = -Infinity;
  private guestRestUntil = -Infinity;
  private stopTimer = () => {};
  private heard = () => {};

  constructor(private readonly tab: Tab) {
    tab.listen((message) => this.onMessage(message));
  }

  /** Gets another token in place of this one; from another tab, if that has one. */
  renew(stale: string | null = this.tab.token()): Promise<void> {
    this.renewing ??= this.renewInTurn(stale).finally(() => {
      this.renewing = null;
      this.plan();
    });
    return this.renewing;
  }

  /** Too late, it is no use: something has been begun without it. */
  async beginGuest(limit = Infinity): Promise<void> {
    const { tab } = this;
    if (tab.now() < this.guestRestUntil) return;
    await tab.inTurn(false, async () => {
      // Another tab has begun one meanwhile.
      if (tab.kind() !== null) return;
      try {
        const live = await tab.beginGuest();
        if (tab.now() <= limit) this.began(live);
      } catch {
        this.guestRestUntil = tab.now() + GUEST_REST_MS;
      }
    });
    if (tab.kind() !== null && tab.token() === null) await this.renew();
  }

  /** After a log-in. */
  began(live: Live): void {
    this.tab.dispatch({ kind: 'began', live });
    this.tab.tell({ kind: 'began', live });
    this.plan();
  }

  /** After a log-out. */
  left(): void {
    this.tab.dispatch({ kind: 'left' });
    this.tab.tell({ kind: 'left' });
    this.plan();
  }

  /** What a refused request is answered with after all. */
  async answer(refused: Refused): Promise<Response> {
    const { sent, response, send } = refused;
    const code = await codeOf(response);
    if (OUT_OF_REACH.has(code)) return sessionEnded();
    if (code === 'TOKEN_EXPIRED') await this.renew(sent);
    else if (code !== 'SESSION_ENDED' && code !== 'TOKEN_INVALID') return response;
    else if (this.tab.token() === sent) this.end();
    const { ended } = this.tab.read();
    if (ended && this.tab.kind() === null && isOrder(refused)) return sessionEnded();
    // What is held from now on is a guest's.
    if (ended && refused.method === 'POST' && NEW_HOLD.test(refused.path)) await this.beginGuest();
    const token = this.tab.token();
    if (token !== null && token !== sent) {
      const again = await send(token);
      return ended && (again.status === 401 || again.status === 403) ? sessionEnded() : again;
    }
    if (ended) return sessionEnded();
    // Identity does not answer.
    if (this.tab.kind() !== null) throw new TypeError('no session');
    return send(null);
  }

  private async renewInTurn(stale: string | null): Promise<void> {
    if (this.isResting()) return;
    if (stale === null) {
      this.tab.tell({ kind: 'who' });
      await this.news(ASK_MS);
    }
    if (this.isSettled(stale)) return;
    if (await this.tab.inTurn(true, () => this.exchange())) return;
    await this.tab.inTurn(false, async () => {
      if (!this.isSettled(stale) && !this.isResting()) await this.news(NEWS_MS);
      if (!this.isSettled(stale) && !this.isResting()) await this.exchange();
    });
  }

  private async exchange(): Promise<void> {
    try {
      const live = await this.tab.renew();
      if (live) this.began(live);
      else this.end();
    } catch {
      this.rest();
      this.tab.tell({ kind: 'failed' });
    }
  }

  private end(): void {
    const wasUser = this.tab.kind() === 'user';
    this.tab.dispatch({ kind: 'ended', wasUser, now: this.tab.now() });
    this.tab.tell({ kind: 'ended', wasUser });
    this.plan();
  }

  private onMessage(message: Message): void {
    const { tab } = this;
    if (message.kind === 'who') {
      const { live } = tab.read();
      if (live && tab.token() !== null && tab.kind() !== null) tab.tell({ kind: 'began', live });
      return;
    }
    if (message.kind === 'failed') this.rest();
    else if (message.kind === 'ended') tab.dispatch({ ...message, now: tab.now() });
    else tab.dispatch(message);
    this.plan();
    this.heard();
  }

  /** Until another tab says something, or for so long. */
  private news(limitMs: number): Promise<void> {
    const heard = new Promise<void>((resolve) => (this.heard = resolve));
    return Promise.race([heard, this.tab.pause(limitMs)]);
  }

  private isSettled(stale: string | null): boolean {
    const token = this.tab.token();
    return this.tab.kind() === null || (token !== null && token !== stale);
  }

  private isResting(): boolean {
    return this.tab.now() < this.restUntil;
  }

  private rest(): void {
    this.restUntil = this.tab.now() + REST_MS;
  }

  /** The next renewal. Tabs differ in theirs, so that one is first, and the others hear of it. */
  private plan(): void {
    this.stopTimer();
    const { live } = this.tab.read();
    if (!live || this.tab.kind() === null) return;
    const { now, random } = this.tab;
    const due = live.until - live.lifeMs * (LEFT - SPREAD * random()) - now();
    const wait = due > 0 ? due : AGAIN_MS * (1 + random());
    this.stopTimer = this.tab.later(wait, () => void this.renew(live.token));
  }
}

const isOrder = ({ method, path }: Refused): boolean => method === 'POST' && path === ORDERS;

async function codeOf(response: Response): Promise<string> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';
}
