import { beforeEach, expect, test } from 'vitest';
import type { SessionKind } from '../signed-in';
import { SessionKeeper, type Message, type Tab } from './session-keeper';
import { goodToken, kindOf, NO_SESSION, onSession, type Live } from './session-state';

/** One browser: its cookie and its lock are those of all tabs. */
class Browser {
  kind: SessionKind | null = 'user';
  renewals = 0;
  guests = 0;
  now = 0;
  /** What identity answers. */
  answer: () => Promise<Live | null> = () => Promise.resolve(live(`t${this.renewals}`));
  private turn = Promise.resolve();
  private busy = 0;
  private readonly listeners: ((message: Message) => void)[] = [];
  timers: { at: number; task: () => void }[] = [];

  open() {
    let state = NO_SESSION;
    const own = (message: Message) => heard(message);
    let heard: (message: Message) => void = () => undefined;
    this.listeners.push(own);
    const tab: Tab = {
      read: () => state,
      kind: () => this.kind,
      token: () => goodToken(state, this.now),
      dispatch: (event) => {
        state = onSession(state, event);
        this.kind = event.kind === 'began' ? kindOf(event.live) : null;
      },
      inTurn: async (ifFree, task) => {
        if (ifFree && this.busy > 0) return false;
        this.busy += 1;
        const mine = this.turn.then(task).finally(() => (this.busy -= 1));
        this.turn = mine.catch(() => undefined);
        await mine;
        return true;
      },
      tell: (message) => {
        for (const other of this.listeners) if (other !== own) queueMicrotask(() => other(message));
      },
      listen: (listener) => (heard = listener),
      renew: () => {
        this.renewals += 1;
        return this.answer();
      },
      beginGuest: () => {
        this.guests += 1;
        return Promise.resolve(live('guest', 'g:1', 's0'));
      },
      now: () => this.now,
      random: () => 0,
      pause: () => new Promise((resolve) => setTimeout(resolve, 5)),
      later: (milliseconds, task) => {
        const timer = { at: this.now + milliseconds, task };
        this.timers.push(timer);
        return () => (this.timers = this.timers.filter((other) => other !== timer));
      },
    };
    const keeper = new SessionKeeper(tab);
    return { keeper, tab };
  }
}

const LIFE = 1_800_000;
let browser: Browser;
beforeEach(() => (browser = new Browser()));

const live = (token: string, subject = 'u:1', sessionId = 's1'): Live => ({
  token,
  subject,
  sessionId,
  lifeMs: LIFE,
  until: browser.now + LIFE,
});

const refusal = (code: string, status = 401) =>
  Response.json({ code, message: code, traceId: '' }, { status });
const request = { path: '/api/orders', method: 'POST', sent: 't0' };

test('two tabs that need a token at once ask for one', async () => {
  const [one, other] = [browser.open(), browser.open()];
  await Promise.all([one.keeper.renew(), other.keeper.renew(), one.keeper.renew()]);
  expect(browser.renewals).toBe(1);
  expect([one.tab.token(), other.tab.token()]).toEqual(['t1', 't1']);
});

test('a tab that is opened later has the token from the first', async () => {
  const one = browser.open();
  await one.keeper.renew();
  const later = browser.open();
  await later.keeper.renew();
  expect([browser.renewals, later.tab.token()]).toEqual([1, 't1']);
});

test('a token is renewed at half of its life, in one tab for all', async () => {
  const [one, other] = [browser.open(), browser.open()];
  await one.keeper.renew();
  await Promise.resolve();
  expect(browser.timers.map(({ at }) => at)).toEqual([LIFE / 2, LIFE / 2]);
  browser.now = LIFE / 2;
  browser.timers[0]!.task();
  await expect.poll(() => other.tab.token()).toBe('t2');
  expect(browser.renewals).toBe(2);
  expect(browser.timers.map(({ at }) => at)).toEqual([LIFE, LIFE]);
});

test('while identity is away the token is kept, and no tab asks again and again', async () => {
  const [one, other] = [browser.open(), browser.open()];
  await one.keeper.renew();
  await expect.poll(() => other.tab.token()).toBe('t1');
  browser.answer = () => Promise.reject(new Error('away'));
  await one.keeper.renew('t1');
  await other.keeper.renew('t1');
  expect([browser.renewals, one.tab.token(), browser.kind]).toEqual([2, 't1', 'user']);
});

test('an expired token is renewed once, and the request is sent again', async () => {
  const { keeper, tab } = browser.open();
  keeper.began(live('t0'));
  browser.now = 1;
  const sent: (string | null)[] = [];
  const send = (token: string | null) => {
    sent.push(token);
    return Promise.resolve(new Response('done'));
  };
  const answer = await keeper.answer({ ...request, response: refusal('TOKEN_EXPIRED'), send });
  expect([await answer.text(), sent, tab.token()]).toEqual(['done', ['t1'], 't1']);
});

test('a log-out in one tab is one in all', async () => {
  const [one, other] = [browser.open(), browser.open()];
  await one.keeper.renew();
  await expect.poll(() => other.tab.token()).toBe('t1');
  one.keeper.left();
  await expect.poll(() => other.tab.token()).toBeNull();
  expect([other.tab.read().ended, browser.kind]).toEqual([false, null]);
});

test('a session that was ended elsewhere is over in all tabs, and what it held is not lost', async () => {
  const [one, other] = [browser.open(), browser.open()];
  one.keeper.began(live('t0'));
  await expect.poll(() => other.tab.token()).toBe('t0');
  const send = () => Promise.resolve(refusal('NOT_HOLD_OWNER', 403));
  const refused = { ...request, send };
  const first = await one.keeper.answer({ ...refused, response: refusal('SESSION_ENDED') });
  const second = await one.keeper.answer({
    ...refused,
    sent: null,
    response: refusal('NOT_HOLD_OWNER', 403),
  });
  for (const answer of [first, second])
    expect(await answer.json()).toMatchObject({ code: 'SESSION_ENDED' });
  await expect.poll(() => other.tab.read().ended).toBe(true);
  expect(browser.kind).toBeNull();
});

test('what was held before the log-in goes on as the guest, and is bought after another log-in', async () => {
  const { keeper, tab } = browser.open();
  keeper.began(live('g0', 'g:1', 's0'));
  keeper.began(live('t0'));
  const sent: (string | null)[] = [];
  const send = (token: string | null) => {
    sent.push(token);
    return Promise.resolve(new Response('done'));
  };
  const response = () => refusal('SESSION_ENDED');
  const order = await keeper.answer({ ...request, response: response(), send });
  expect([order.status, sent]).toEqual([401, []]);
  const path = '/api/reservations/1/2/extend';
  const extended = await keeper.answer({ ...request, path, response: response(), send });
  // With this token the log-in names the guest.
  expect([extended.status, sent, tab.token()]).toEqual([200, ['g0'], 'g0']);
});

test('a user who was logged out holds what is new as a guest', async () => {
  const { keeper } = browser.open();
  keeper.began(live('t0'));
  const sent: (string | null)[] = [];
  const send = (token: string | null) => {
    sent.push(token);
    return Promise.resolve(new Response('held'));
  };
  const hold = { ...request, path: '/api/reservations', send };
  await keeper.answer({ ...hold, response: refusal('SESSION_ENDED') });
  expect([sent, browser.kind]).toEqual([['guest'], 'guest']);
});

test('two tabs of a visitor without a session begin one guest', async () => {
  browser.kind = null;
  const [one, other] = [browser.open(), browser.open()];
  await Promise.all([one.keeper.beginGuest(), other.keeper.beginGuest()]);
  expect(browser.guests).toBe(1);
  expect([one.tab.token(), other.tab.token()]).toEqual(['guest', 'guest']);
});

test('a guest that comes too late is none: something was begun without it', async () => {
  browser.kind = null;
  const { keeper, tab } = browser.open();
  browser.now = 5;
  await keeper.beginGuest(4);
  expect([browser.kind, tab.token()]).toEqual([null, null]);
});

test('a token that ended while the device slept is renewed when it wakes', async () => {
  const { keeper, tab } = browser.open();
  await keeper.renew();
  browser.now = 2 * LIFE;
  browser.timers[0]!.task();
  await expect.poll(() => tab.token()).toBe('t2');
});
