import type { Page } from '@playwright/test';
import { hold, openClub, payButton, seat, toCheckout } from './support/shop';
import { expect, test } from './support/test';

// An order that gets no answer is a request that fails.
test.use({ outage: true });

/** The worker waits eight seconds for a tab that was only reloaded. */
const SOON_MS = 20_000;

test('a closed tab gives its seats back, and the other browser sees it', async ({
  page,
  another,
}) => {
  const leaver = await another();
  // The browser stays open, as browsers do; only the tab goes.
  await leaver.context().newPage();
  await Promise.all([openClub(page), openClub(leaver)]);
  await hold(leaver, [71, 72]);
  await expect(seat(page, 71)).toHaveAttribute('data-look', 'h');
  await workerIsReady(leaver);
  await leaver.close({ runBeforeUnload: true });
  await expect(seat(page, 71)).toHaveAttribute('data-look', 'f', { timeout: SOON_MS });
  await expect(seat(page, 72)).toHaveAttribute('data-look', 'f');
});

test('a reload is not leaving: the hold is there and stays', async ({ page, another }) => {
  const other = await another();
  await Promise.all([openClub(page), openClub(other)]);
  await hold(page, [73]);
  await workerIsReady(page);
  await page.reload();
  await expect(page.getByRole('timer')).toBeVisible();
  // Longer than the worker's patience.
  await page.waitForTimeout(10_000);
  await expect(page.getByRole('timer')).toBeVisible();
  await expect(seat(other, 73)).toHaveAttribute('data-look', 'h');
});

test('who comes back from elsewhere after the seats were given back is told so', async ({
  page,
  another,
}) => {
  const other = await another();
  await Promise.all([openClub(page), openClub(other)]);
  await hold(page, [74]);
  await workerIsReady(page);
  await page.goto('about:blank');
  await expect(seat(other, 74)).toHaveAttribute('data-look', 'f', { timeout: SOON_MS });
  await page.goBack();
  await expect(page.getByTestId('hold-expired')).toBeVisible();
});

test('closing the window after the press on pay gives nothing back', async ({ page, another }) => {
  const leaver = await another();
  await leaver.context().newPage();
  await Promise.all([openClub(page), openClub(leaver)]);
  await hold(leaver, [75]);
  await workerIsReady(leaver);
  await toCheckout(leaver);
  // The order is on its way, and nobody knows whether it has arrived.
  let sent = 0;
  await leaver.route('**/api/orders', (route) => {
    sent += 1;
    return route.abort();
  });
  await payButton(leaver).click();
  await expect.poll(() => sent).toBeGreaterThan(0);
  await leaver.close({ runBeforeUnload: true });
  await page.waitForTimeout(10_000);
  await expect(seat(page, 75)).toHaveAttribute('data-look', 'h');
});

const workerIsReady = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state),
    )
    .toBe('activated');
