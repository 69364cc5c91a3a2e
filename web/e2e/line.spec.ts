/** A sale with a line in front of it, against the real binary. Each test has a show of its own. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import {
  enterButton,
  goIn,
  heard,
  join,
  joinButton,
  leaveSale,
  listenToCalls,
  listenToSentences,
  numberOf,
  openRoom,
  operate,
  position,
  stage,
  test,
} from './support/line';
import { choose, CLUB, hold, holdButton, live, openClub } from './support/shop';
import { expect } from './support/test';

const [ARENA, FESTIVAL, OPEN_AIR, WAREHOUSE] = [4, 5, 7, 8];

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
