import {
  CLUB,
  choose,
  expectBought,
  hold,
  live,
  openClub,
  ordersOf,
  payButton,
  seat,
  toCheckout,
} from './support/shop';
import { expect, test } from './support/test';

// These tests kill the server.
test.use({ outage: true });

test('a server that is killed and restarted in the middle of a checkout ends in one order', async ({
  page,
  holdfast,
}) => {
  await openClub(page);
  await hold(page, [81]);
  await toCheckout(page);
  const keys: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/orders') && request.method() === 'POST')
      keys.push(request.headers()['idempotency-key']);
  });
  await holdfast.kill();
  await payButton(page).click();
  await expect(page.getByText('주문이 전해졌는지 확인하고 있어요.', { exact: true })).toBeVisible();
  await holdfast.run();
  await expectBought(page);
  expect(new Set(keys).size).toBe(1);
  expect(await ordersOf(page, holdfast)).toHaveLength(1);
});

test('a response that is lost after the server took the order is recovered, even across a reload', async ({
  page,
  holdfast,
}) => {
  await openClub(page);
  await hold(page, [82]);
  await toCheckout(page);
  let lost = 0;
  await page.route('**/api/orders', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await payButton(page).click();
  await expect.poll(() => lost).toBe(1);
  await page.reload();
  await expectBought(page);
  expect(await ordersOf(page, holdfast)).toHaveLength(1);
});

test('a map without its stream never looks live, and catches up by itself', async ({
  page,
  holdfast,
}) => {
  await openClub(page);
  await choose(page, [91]);
  await holdfast.kill();
  await expect(page.locator('[data-connection="live"]')).toBeHidden({ timeout: 2_000 });
  await expect(page.locator('[data-veiled]')).toBeVisible();
  await expect(page.locator('[data-connection="offline"]')).toBeVisible();
  await expect(page.getByText('연결이 이어지면 아직 비어 있는지 알려드릴게요.')).toBeVisible();
  await holdfast.run();
  await holdfast.hold(CLUB, [92]);
  await live(page);
  await expect(seat(page, 92)).toHaveAttribute('data-look', 'h');
  await expect(page.locator('[data-veiled]')).toBeHidden();
});

test('a browser that goes offline says so and comes back', async ({ page, context }) => {
  await openClub(page);
  await hold(page, [93]);
  await toCheckout(page);
  await context.setOffline(true);
  await payButton(page).click();
  await expect(page.getByText(/^.*인터넷 연결을 기다리고 있어요/).first()).toBeVisible();
  await context.setOffline(false);
  await expectBought(page);
});
