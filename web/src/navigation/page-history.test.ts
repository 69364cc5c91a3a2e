import { expect, test, vi } from 'vitest';
import { PageHistory } from './page-history';

const path = (history: PageHistory) => history.read().location.pathname;

/** A browser's history, without pages to load. */
function fakeWindow() {
  const location = { search: '', hash: '', pathname: '/' };
  const entries = [{ state: null as unknown, path: '/' }];
  let at = 0;
  const listeners: (() => void)[] = [];
  const page = {
    location,
    history: {
      get state() {
        return entries[at]?.state ?? null;
      },
      pushState(state: unknown, _: string, to: string) {
        entries.splice(at + 1, Infinity, { state, path: to });
        at += 1;
        location.pathname = to;
      },
      replaceState(state: unknown, _: string, to = location.pathname) {
        entries[at] = { state, path: to };
        location.pathname = to;
      },
      go(steps: number) {
        setTimeout(() => {
          at += steps;
          location.pathname = entries[at]!.path;
          listeners.forEach((listener) => listener());
        }, 0);
      },
    },
    addEventListener: (_: string, listener: () => void) => listeners.push(listener),
  };
  return page;
}

function opened() {
  const page = fakeWindow();
  const history = new PageHistory(page as unknown as Window);
  return { page, history };
}

test('a navigation shows its page, and back shows the one before', async () => {
  const { page, history } = opened();
  history.push('/events/4');
  expect(path(history)).toBe('/events/4');
  page.history.go(-1);
  await vi.waitFor(() => expect(path(history)).toBe('/'));
});

test('a navigation that the gate holds back waits for the answer, and proceeds when it is yes', () => {
  const { page, history } = opened();
  history.block(({ pathname }) => pathname === '/orders');
  history.push('/orders');
  expect(path(history)).toBe('/');
  history.read().waiting?.proceed();
  expect(path(history)).toBe('/orders');
  expect(page.location.pathname).toBe('/orders');
});

test('a navigation that is cancelled leaves everything as it was', () => {
  const { history } = opened();
  history.block(() => true);
  history.push('/orders');
  history.read().waiting?.stay();
  expect(path(history)).toBe('/');
  expect(history.read().waiting).toBeNull();
});

test('the back button is held back too: address and page stay until the answer', async () => {
  const { page, history } = opened();
  history.push('/events/4');
  history.block(({ pathname }) => pathname === '/');
  page.history.go(-1);
  await vi.waitFor(() => expect(history.read().waiting).not.toBeNull());
  await vi.waitFor(() => expect(page.location.pathname).toBe('/events/4'));
  expect(path(history)).toBe('/events/4');
  history.read().waiting?.proceed();
  await vi.waitFor(() => expect(path(history)).toBe('/'));
  expect(page.location.pathname).toBe('/');
});

test('a listener is called for each change until it is removed', () => {
  const { history } = opened();
  const changed = vi.fn();
  const stop = history.listen(changed);
  history.push('/orders');
  stop();
  history.push('/');
  expect(changed).toHaveBeenCalledTimes(1);
});
