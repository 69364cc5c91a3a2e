/** Every state of the pages: loading, empty, offline, broken, sold out, taken away. Each accessible, in both themes. */
import type { Route } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import { choose, CLUB, live, openClub, seat } from './support/shop';
import { expect, test } from './support/test';

test.use({ outage: true });

const never = () => new Promise<void>(() => undefined);
const broken = (route: Route) =>
  route.fulfill({
    status: 500,
    json: { code: 'INTERNAL_ERROR', message: 'broken', traceId: '0'.repeat(32) },
  });
/** A definite refusal, which is not retried. */
const denied = (route: Route) =>
  route.fulfill({
    status: 403,
    json: { code: 'FORBIDDEN', message: 'no', traceId: '0'.repeat(32) },
  });

test('loading', async ({ page }) => {
  await page.route('**/api/events**', never);
  for (const path of ['/', `/events/${CLUB}`, `/events/${CLUB}/checkout`]) {
    await page.goto(path);
    await page.locator('main > *').first().waitFor();
    await expectAccessible(page, `loading ${path}`);
  }
  await page.unroute('**/api/events**');
  await page.route('**/api/orders**', never);
  for (const path of ['/orders', `/orders/${NOBODYS}`, `/orders/${NOBODYS}/ticket`]) {
    await page.goto(path);
    await page.locator('main > *').first().waitFor();
    await expectAccessible(page, `loading ${path}`);
  }
});

test('empty', async ({ page }) => {
  await page.route('**/api/events', (route) =>
    route.fulfill({ json: { items: [], nextCursor: null } }),
  );
  await page.goto('/');
  await expect(page.getByText('지금 예매할 수 있는 공연이 없어요.')).toBeVisible();
  await expectAccessible(page, 'no shows');
  await page.goto('/orders');
  await expect(page.getByText('아직 예매한 공연이 없어요.')).toBeVisible();
  await expectAccessible(page, 'no orders');
  await page.goto(`/events/${CLUB}/checkout`);
  await expect(page.getByText('결제할 자리가 없어요')).toBeVisible();
  await expectAccessible(page, 'nothing to pay for');
});

test('broken', async ({ page }) => {
  test.slow();
  await page.route('**/api/events**', denied);
  for (const path of ['/', `/events/${CLUB}`]) {
    await page.goto(path);
    await expect(page.getByText('여기서는 할 수 없는 일이에요.').first()).toBeVisible();
    await expectAccessible(page, `refused ${path}`);
  }
  await page.unroute('**/api/events**');
  await page.route('**/api/orders/**', denied);
  await page.goto(`/orders/${NOBODYS}`);
  await expect(page.getByText('여기서는 할 수 없는 일이에요.').first()).toBeVisible();
  await expectAccessible(page, 'refused order');
  await page.route('**/layout?**', broken);
  await page.goto(`/events/${CLUB}`);
  // The failure may be transient: the request is retried a few times before the page shows it.
  await expect(page.getByText('저희 쪽에 문제가 생겼어요.').first()).toBeVisible({
    timeout: 30_000,
  });
  await expectAccessible(page, 'no layout');
  await page.unroute('**/layout?**');
  await page.getByRole('button', { name: '다시 시도' }).click();
  await live(page);
});

test('offline', async ({ page, context }) => {
  // The list and the stream are each tried again for a while before the page says that it is offline.
  test.slow();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: '봄밤의 재즈 클럽' })).toBeVisible();
  // The fonts come last; losing the connection while they load is another test.
  await page.waitForFunction(() =>
    [...document.styleSheets].some((sheet) => sheet.href?.includes('/fonts-')),
  );
  await context.setOffline(true);
  await expect(page.getByText('연결이 끊겨 마지막으로 확인한 정보예요.')).toBeVisible({
    timeout: 30_000,
  });
  await expectAccessible(page, 'shows offline');
  await context.setOffline(false);
  await page.route('**/seats/stream**', (route) => route.abort());
  await page.goto(`/events/${CLUB}`);
  await expect(page.locator('[data-connection="offline"]')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page, 'map offline');
});

test('sold out', async ({ page }) => {
  // Two bits a seat, all of them sold.
  await page.route('**/api/events/*/seats', async (route) => {
    const answer = await route.fetch();
    const bytes = await answer.body();
    await route.fulfill({ response: answer, body: Buffer.alloc(bytes.length, 0xaa) });
  });
  await openClub(page);
  await expect(page.getByText('모든 자리가 매진되었어요.')).toBeVisible();
  await expectAccessible(page, 'sold out');
});

test('a seat taken away', async ({ page, holdfast }) => {
  const id = 64;
  await openClub(page);
  await choose(page, [id]);
  await holdfast.hold(CLUB, [id], 20);
  await expect(page.getByRole('button', { name: '비슷한 자리 보기' })).toBeVisible();
  await expect(seat(page, id)).toHaveAttribute('data-look', 'h');
  await expectAccessible(page, 'taken away');
});

test.describe('a server of another version', () => {
  test.use({ mismatch: true });

  test('a body that differs from the contract is a problem on the page, and no crash', async ({
    page,
  }) => {
    const reports: string[] = [];
    page.on('console', (message) => void reports.push(message.text()));
    await page.route(`**/api/events/${CLUB}`, async (route) => {
      const response = await route.fetch();
      const event = (await response.json()) as object;
      // No formatter knows this currency: unchecked, it would throw in the middle of the map.
      await route.fulfill({ response, json: { ...event, currency: 'won' } });
    });
    await page.goto(`/events/${CLUB}`);
    await expect(page.getByText('알 수 없는 답을 받았어요.').first()).toBeVisible();
    await expectAccessible(page, 'unreadable show');
    expect(reports.join()).toContain(
      `GET /api/events/${CLUB} differs from the contract at currency`,
    );
    await page.unroute(`**/api/events/${CLUB}`);
    await page.getByRole('button', { name: '다시 시도' }).click();
    await live(page);
  });
});

const NOBODYS = '00000000-0000-8000-8000-000000000000';
