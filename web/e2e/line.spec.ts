/** A sale with a line in front of it, against the real binary. Each test has a show of its own. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import { Holdfast } from './support/holdfast';
import {
  enterButton,
  goIn,
  heard,
  join,
  joinButton,
  leaveSale,
  listenToCalls,
  listenToSentences,
  openRoom,
  operate,
  OPERATOR,
  stage,
} from './support/line';
import { choose, CLUB, hold, holdButton, live, openClub } from './support/shop';
import { expect, test as base } from './support/test';

const [HALL, THEATRE, ARENA, FESTIVAL, OPEN_AIR, WAREHOUSE] = [2, 3, 4, 5, 7, 8];
/** It has a room for one buyer at a time. */
const CELLAR = 9;

const test = base.extend<object, { holdfast: Holdfast }>({
  holdfast: [
    async ({}, use) => {
      const holdfast = await Holdfast.start({ HOLDFAST_OPERATOR_TOKEN: OPERATOR });
      await use(holdfast);
      await holdfast.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

const position = (page: Page) => page.getByTestId('position');
const numberOf = (page: Page) => page.locator('dd', { hasText: /^\d+번$/ });

test('two browsers: one goes in and holds, the other is called when it has left', async ({
  page,
  another,
  holdfast,
}) => {
  test.slow();
  await openClub(page);
  await choose(page, [1]);
  await openRoom(holdfast, CLUB);
  // The page does not know of the room yet: the refusal leads there, and the choice is kept.
  await holdButton(page).click();
  await expect(page).toHaveURL(/\/events\/1\/line$/);
  await joinButton(page).click();
  await expect(stage(page, 'called')).toBeVisible();
  await enterButton(page).click();
  await expect(page).toHaveURL(/\/events\/1$/);
  await live(page);
  await holdButton(page).click();
  await expect(page.getByRole('timer')).toBeVisible();

  const other = await another();
  await listenToCalls(other);
  await other.goto(`/events/${CLUB}`);
  await other.getByTestId('line-note').getByRole('link').click();
  await joinButton(other).click();
  await expect(position(other)).toHaveAttribute('data-ahead', '0');
  await expect(other).toHaveTitle(/^바로 다음 차례예요/);
  expect(await heard(other)).toEqual({ notes: 0, vibrations: 0 });

  await page.getByRole('button', { name: '자리 놓기' }).click();
  await leaveSale(page);
  await expect(stage(other, 'called')).toBeVisible();
  await expect(other).toHaveTitle(/차례예요!/);
  const { notes, vibrations } = await heard(other);
  expect([notes > 0, vibrations > 0]).toEqual([true, true]);
  await enterButton(other).click();
  await live(other);
  await hold(other, [2]);
});

test('reloads, a second tab and a closed tab cost nothing', async ({ page, another, holdfast }) => {
  await openRoom(holdfast, HALL);
  await goIn(await another(), HALL);
  await join(page, HALL);
  await expect(numberOf(page)).toHaveText('2번');
  await page.reload();
  await expect(numberOf(page)).toHaveText('2번');
  const second = await page.context().newPage();
  await second.goto(`/events/${HALL}/line`);
  await expect(numberOf(second)).toHaveText('2번');
  await page.close();
  await second.close();
  const back = await second.context().newPage();
  await back.goto('/');
  await expect(back.getByTestId('line-reminder')).toContainText('대기 중');
  await back.getByTestId('line-reminder').getByRole('link').click();
  await expect(numberOf(back)).toHaveText('2번');
});

test('a hidden tab is called, and a tab that slept through its turn goes first when it is back', async ({
  page,
  another,
  holdfast,
}) => {
  test.slow();
  const sleeper = await another();
  await openRoom(holdfast, THEATRE);
  await goIn(page, THEATRE);
  await join(sleeper, THEATRE);
  await expect(position(sleeper)).toBeVisible();
  const front = await sleeper.context().newPage();
  await front.goto('about:blank');
  await front.bringToFront();
  await hide(sleeper);
  await leaveSale(page);
  await expect(sleeper).toHaveTitle(/차례예요!/);

  const tab = await sleeper.context().newCDPSession(sleeper);
  await tab.send('Page.setWebLifecycleState', { state: 'frozen' });
  await join(page, THEATRE);
  // The call of the sleeper lapses, and the next in line is called.
  await expect(stage(page, 'called')).toBeVisible({ timeout: 60_000 });
  await enterButton(page).click();
  await expect(page).toHaveURL(/\/events\/3$/);
  await tab.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(stage(sleeper, 'waiting').getByText('다시 오셨네요')).toBeVisible({
    timeout: 30_000,
  });
  await expect(numberOf(sleeper)).toHaveText('2번');
  await leaveSale(page);
  await expect(stage(sleeper, 'called')).toBeVisible();
});

/** What a page sees when another tab is in front of it. */
const hide = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });

test('far from the head the page polls as the server says, without a stream', async ({
  page,
  another,
  holdfast,
}) => {
  await openRoom(holdfast, ARENA);
  await goIn(await another(), ARENA);
  const polls: number[] = [];
  let streams = 0;
  page.on('request', (request) => (streams += request.url().includes('/place/stream') ? 1 : 0));
  await page.route('**/api/waiting-room/place', async (route) => {
    polls.push(Date.now());
    const response = await route.fetch();
    const place = (await response.json()) as object;
    await route.fulfill({ response, json: { ...place, stream: false, pollAfterMs: 3_000 } });
  });
  await join(page, ARENA);
  await expect.poll(() => polls.length).toBeGreaterThanOrEqual(3);
  const pauses = polls.slice(1).map((at, index) => at - (polls[index] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(2_900);
  expect(streams).toBe(0);
});

test('registration, draw and call, and a number that the visitor can check', async ({
  page,
  another,
  holdfast,
}) => {
  test.slow();
  const opensAt = new Date(Date.now() + 25_000).toISOString();
  await operate(holdfast, FESTIVAL, 'open', { cap: 1, ceiling: 6_000, opensAt });
  const [first, second] = [page, await another()];
  await join(first, FESTIVAL);
  await join(second, FESTIVAL);
  await expect(stage(page, 'registered')).toBeVisible();
  await expect(page.getByRole('timer')).toHaveText(/^0:[0-2]\d$/);
  await page.getByText('순서는 어떻게 정해지나요?').click();
  await expect(page.getByText(/^[0-9a-f]{64}$/).first()).toBeVisible();
  await expectAccessible(page, 'registered');
  const isCalled = (one: Page) => stage(one, 'called').isVisible();
  // Which of the two is drawn.
  await expect
    .poll(async () => (await Promise.all([isCalled(first), isCalled(second)])).includes(true), {
      timeout: 40_000,
    })
    .toBe(true);
  const waits = (await isCalled(first)) ? second : first;
  await expect(numberOf(waits)).toHaveText('2번');
  if (waits === second) await waits.getByText('순서는 어떻게 정해지나요?').click();
  await waits.getByRole('button', { name: '내 번호 확인하기' }).click();
  await expect(waits.locator('[data-finding="holds"]')).toBeVisible();
});

test('pause, message and close are seen, and a screen reader hears each once', async ({
  page,
  another,
  holdfast,
}) => {
  await openRoom(holdfast, OPEN_AIR);
  await goIn(await another(), OPEN_AIR);
  await join(page, OPEN_AIR);
  await expect(position(page)).toBeVisible();
  const sentences = await listenToSentences(page);
  await operate(holdfast, OPEN_AIR, 'pause');
  await expect(stage(page, 'waiting').getByText('입장이 잠시 멈췄어요')).toBeVisible();
  // Positions arrive every second meanwhile.
  const frames = page.waitForResponse((response) =>
    response.url().includes('/waiting-room/events'),
  );
  await (await frames).finished();
  await expect.poll(sentences).toEqual([expect.stringContaining('입장이 잠시 멈췄어요')]);
  await operate(holdfast, OPEN_AIR, 'close');
  await expect(stage(page, 'open')).toBeVisible();
  await page.getByRole('link', { name: '자리 보러 가기' }).click();
  await expect(page.getByTestId('line-note')).toBeHidden();
});

test('a place that was left is at the end of the line', async ({ page, another, holdfast }) => {
  await openRoom(holdfast, WAREHOUSE);
  await goIn(await another(), WAREHOUSE);
  await join(page, WAREHOUSE);
  await expect(numberOf(page)).toHaveText('2번');
  await page.getByRole('button', { name: '줄에서 나가기' }).click();
  await expectAccessible(page, 'leaving');
  await page.getByRole('button', { name: '나가기', exact: true }).click();
  await joinButton(page).click();
  await expect(numberOf(page)).toHaveText('3번');
});

test('a place that costs work is worked for, and not by one who has gone', async ({
  page,
  holdfast,
}) => {
  await operate(holdfast, WAREHOUSE, 'close').catch(() => undefined);
  await operate(holdfast, WAREHOUSE, 'open', { cap: 1, ceiling: 6_000, workBits: 12 });
  const note = page.locator('#main').getByText('짧은 계산을 하고 있어요');
  // So much that no device has done it before the visitor goes.
  await page.route('**/challenge', async (route) => {
    const response = await route.fetch();
    const asked = (await response.json()) as object;
    await route.fulfill({ response, json: { ...asked, difficulty: 32 } });
  });
  await page.goto(`/events/${WAREHOUSE}/line`);
  await expect(joinButton(page)).toBeVisible();
  const sentences = await listenToSentences(page);
  await joinButton(page).click();
  await expect(note).toBeVisible();
  await expect.poll(sentences).toEqual([expect.stringContaining('짧은 계산')]);
  await expectAccessible(page, 'working');
  expect(page.workers()).toHaveLength(1);
  await page.getByRole('link', { name: '자리 보러 가기' }).click();
  await expect(page).toHaveURL(/\/events\/8$/);
  await expect.poll(() => page.workers().length).toBe(0);

  await page.unroute('**/challenge');
  await join(page, WAREHOUSE);
  await expect(stage(page, 'called')).toBeVisible();
  await expect(note).toHaveCount(0);
});

test.describe('a server that is gone for a while', () => {
  test.use({ outage: true });

  test('costs no place, and the page says so meanwhile', async ({ page, another, holdfast }) => {
    test.slow();
    await goIn(await another(), CELLAR);
    await join(page, CELLAR);
    await expect(numberOf(page)).toHaveText('2번');
    await holdfast.kill();
    await expect(stage(page, 'waiting').getByText('자리는 그대로 있고')).toBeVisible({
      timeout: 30_000,
    });
    await expectAccessible(page, 'a lost connection');
    await holdfast.run();
    await expect(stage(page, 'waiting').getByText('자리는 그대로 있고')).toHaveCount(0, {
      timeout: 30_000,
    });
    await expect(numberOf(page)).toHaveText('2번');
  });
});

test('every stage is accessible and fits on a small phone, in both languages and themes', async ({
  another,
  holdfast,
}) => {
  test.slow();
  await operate(holdfast, WAREHOUSE, 'close').catch(() => undefined);
  await openRoom(holdfast, WAREHOUSE);
  const phones = [
    { locale: 'ko-KR', colorScheme: 'light' },
    { locale: 'en-US', colorScheme: 'dark' },
  ] as const;
  for (const phone of phones) {
    const page = await another({ ...phone, viewport: { width: 360, height: 640 } });
    const rival = await another({ ...phone, viewport: { width: 360, height: 640 } });
    await page.goto(`/events/${WAREHOUSE}/line`);
    await expectWell(page, 'lobby');
    await joinButton(page).click();
    await expectWell(page, 'called');
    await enterButton(page).click();
    await expect(page).toHaveURL(/\/events\/8$/);
    await join(rival, WAREHOUSE);
    await expectWell(rival, 'waiting');
    await page.goto('/');
    await expect(page.getByTestId('line-reminder')).toBeVisible();
    await expectAccessible(page, 'the reminder');
    await page.getByRole('button', { name: /^(다 골랐어요|I am done)$/ }).click();
    await expect(stage(rival, 'called')).toBeVisible();
    await enterButton(rival).click();
    await rival.goto('/');
    await rival.getByRole('button', { name: /^(다 골랐어요|I am done)$/ }).click();
    await expect(rival.getByTestId('line-reminder')).toBeHidden();
  }
});

async function expectWell(page: Page, name: string): Promise<void> {
  await expect(stage(page, name)).toBeVisible();
  await expectAccessible(page, name);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over, name).toBeLessThanOrEqual(0);
}
