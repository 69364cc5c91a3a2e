/** The console against the real binary: who may open it, what it shows, and what it says when the figures are wrong or old. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import { Holdfast } from './support/holdfast';
import { CLUB } from './support/shop';
import { expect, test as base } from './support/test';

const TOKEN = 'an-operator-token-of-tests-that-is-long-enough';
/** The books are compared for the first time half a minute after the start. */
const FIRST_COMPARISON_MS = 60_000;
const HEALTH = '**/api/operator/sale-health';

const test = base.extend<object, { holdfast: Holdfast }>({
  holdfast: [
    async ({}, use) => {
      const holdfast = await Holdfast.start({ HOLDFAST_OPERATOR_TOKEN: TOKEN });
      await use(holdfast);
      await holdfast.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

// The server is killed, and refuses tokens.
test.use({ outage: true });

async function signIn(page: Page, token: string): Promise<void> {
  await page.goto('/console');
  await page.getByLabel('운영자 토큰').fill(token);
  await page.getByRole('button', { name: '열기' }).click();
}

/** Something to compare: a promise about nothing has no checks. */
async function buy(holdfast: Holdfast, seat: number): Promise<void> {
  await holdfast.hold(CLUB, [seat]);
  await holdfast.api('/api/orders', {
    method: 'POST',
    headers: { 'Idempotency-Key': `console-spec-${seat}` },
    body: JSON.stringify({ eventId: CLUB, seatIds: [seat], paymentMethod: 'tok_ok' }),
  });
}

const state = (page: Page, name: string) => page.locator(`[data-state="${name}"]`).first();

const figure = (page: Page, name: string) =>
  page.locator('dl > div').filter({ has: page.locator('dt', { hasText: name }) });

test('a wrong token is refused in words, and the right one shows the sale', async ({
  page,
  holdfast,
}) => {
  test.slow();
  await buy(holdfast, 11);
  await signIn(page, 'a-wrong-token');
  await expect(page.getByText('이 토큰으로는 열리지 않아요.')).toBeVisible();
  await expectAccessible(page, 'a wrong token');
  await page.getByLabel('운영자 토큰').fill(TOKEN);
  await page.getByRole('button', { name: '열기' }).click();
  await expect(state(page, 'live')).toBeVisible();
  await expect(page.getByRole('heading', { name: '문제 없어요' })).toBeVisible();
  await expect(page.locator('[data-promise][data-state="kept"]').first()).toBeVisible({
    timeout: FIRST_COMPARISON_MS,
  });
  await expect(page.locator('[data-promise]')).toHaveCount(20);
  await expectAccessible(page, 'the sale');
});

test('what buyers do is in the figures, for the eye and for a screen reader', async ({
  page,
  holdfast,
}) => {
  await signIn(page, TOKEN);
  await expect(state(page, 'live')).toBeVisible();
  await holdfast.hold(CLUB, [1, 2]);
  await expect(holdfast.hold(CLUB, [2])).rejects.toThrow(/409/);
  await expect(figure(page, '잡힌 좌석')).toContainText('2', { timeout: 15_000 });
  await expect(figure(page, '충돌')).toContainText(/시도의 [1-9]/, { timeout: 15_000 });
  const chart = page.getByRole('table', { name: '좌석 잡기와 충돌, 초당' });
  await expect(chart.getByRole('columnheader')).toHaveText(['좌석 잡기', '충돌']);
  await expect(chart.getByRole('row').last()).toContainText('지금');
  await expect(page.getByRole('table', { name: '주문 상태' })).toContainText('사람이 필요함');
});

test('the address that a demo prints opens the console, and the token leaves the address', async ({
  page,
}) => {
  await page.goto(`/console#token=${TOKEN}`);
  await expect(state(page, 'live')).toBeVisible();
  expect(page.url()).not.toContain(TOKEN);
  await page.reload();
  await expect(state(page, 'live')).toBeVisible();
  await page.getByRole('button', { name: '나가기' }).click();
  await page.reload();
  await expect(page.getByLabel('운영자 토큰')).toBeVisible();
});

test('figures of a server that is gone look old, and a restarted server counts anew', async ({
  page,
  holdfast,
}) => {
  test.slow();
  await signIn(page, TOKEN);
  await expect(state(page, 'live')).toBeVisible();
  await holdfast.kill();
  await expect(page.getByText('서버가 응답하지 않아요.')).toBeVisible({ timeout: 15_000 });
  await expect(state(page, 'stale')).toContainText(/초 전 값이에요/, { timeout: 15_000 });
  await expectAccessible(page, 'a server that is gone');
  await holdfast.run();
  await expect(page.getByText('서버가 다시 시작되어 합계를 처음부터 세고 있어요.')).toBeVisible({
    timeout: 30_000,
  });
  await expect(state(page, 'live')).toBeVisible();
});

test('a console that is closed, or not at this address, says so', async ({ page }) => {
  const refuse = (status: number, code: string) =>
    page.route(HEALTH, (route) =>
      route.fulfill({ status, json: { code, message: 'no', traceId: '0'.repeat(32) } }),
    );
  await refuse(403, 'FORBIDDEN');
  await signIn(page, TOKEN);
  await expect(page.getByText('이 서버에는 운영자 토큰이 없어서')).toBeVisible();
  await page.unroute(HEALTH);
  await refuse(404, 'NOT_FOUND');
  await signIn(page, TOKEN);
  await expect(page.getByText('이 주소에는 운영자 경로가 없어요.')).toBeVisible();
});

test('what a person has to look at stands first, in English too', async ({ page }) => {
  await page.route(HEALTH, async (route) => {
    const response = await route.fetch();
    const health = (await response.json()) as { orderStates: object; promises: object };
    const promises = { ...health.promises, I4: { checks: 7, breaches: 2 } };
    const orderStates = { ...health.orderStates, STUCK: 1 };
    await route.fulfill({ response, json: { ...health, promises, orderStates } });
  });
  await signIn(page, TOKEN);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('alert')).toContainText('Promise I4 is broken');
  await expect(page.getByRole('alert')).toContainText('wait for a decision by a person: 1');
  await expect(page.locator('[data-promise="I4"]')).toHaveAttribute('data-state', 'broken');
  await expect(page.locator('[data-row="STUCK"]')).toHaveAttribute('data-bad', 'true');
  await expectAccessible(page, 'alarms');
});

test('nothing is cut off on a phone', async ({ another }) => {
  for (const width of [390, 320]) {
    const page = await another({ viewport: { width, height: 700 } });
    await page.goto('/console');
    await expect(page.getByLabel('운영자 토큰')).toBeVisible();
    expect(await widthOver(page)).toBeLessThanOrEqual(0);
    await signIn(page, TOKEN);
    await expect(page.getByRole('table', { name: '주문 상태' })).toBeVisible();
    expect(await widthOver(page)).toBeLessThanOrEqual(0);
  }
});

const widthOver = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
