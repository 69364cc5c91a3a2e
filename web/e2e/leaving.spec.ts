import type { Page } from '@playwright/test';
import { hold, openClub, payButton, seat, toCheckout } from './support/shop';
import { expect, test } from './support/test';

// An order without a response is a request that fails.
test.use({ outage: true });

// A buyer who reloads keeps the seats until the hold expires, and payment.spec buys some of the same.
test.use({ apart: 'leaving' });

/** The worker waits eight seconds for a tab that was only reloaded. */
const SOON_MS = 20_000;

test('a closed tab releases its seats, and the other browser sees it', async ({
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
  await leave(leaver);
  await expect(seat(page, 71)).toHaveAttribute('data-look', 'f', { timeout: SOON_MS });
  await expect(seat(page, 72)).toHaveAttribute('data-look', 'f');
});

test('a reload is not leaving: the hold stays', async ({ page, another }) => {
  const other = await another();
  await Promise.all([openClub(page), openClub(other)]);
  await hold(page, [73]);
  const later = await tabBeside(page, 77);
  await page.reload();
  await expect(page.getByRole('timer')).toBeVisible();
  await leave(later);
  // The worker handles its notes in turn: the one of the reload came first.
  await expect(seat(other, 77)).toHaveAttribute('data-look', 'f', { timeout: SOON_MS });
  await expect(page.getByRole('timer')).toBeVisible();
  await expect(seat(other, 73)).toHaveAttribute('data-look', 'h');
});

test('a buyer who returns after the seats were released sees that the hold is over', async ({
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

test('closing the window after the press on pay releases nothing', async ({ page, another }) => {
  const leaver = await another();
  await Promise.all([openClub(page), openClub(leaver)]);
  await hold(leaver, [75]);
  const later = await tabBeside(leaver, 78);
  await toCheckout(leaver);
  // The order is in flight, and it is unknown whether it has arrived.
  let sent = 0;
  await leaver.route('**/api/orders', (route) => {
    sent += 1;
    return route.abort();
  });
  await payButton(leaver).click();
  await expect.poll(() => sent).toBeGreaterThan(0);
  // The browser stays open, as browsers do; only the tabs go.
  await leaver.context().newPage();
  await leave(leaver);
  await leave(later);
  await expect(seat(page, 78)).toHaveAttribute('data-look', 'f', { timeout: SOON_MS });
  await expect(seat(page, 75)).toHaveAttribute('data-look', 'h');
});

/** Another tab of the same browser, and therefore with the same worker, that holds a seat of its own. */
async function tabBeside(page: Page, id: number): Promise<Page> {
  const tab = await page.context().newPage();
  await openClub(tab);
  await hold(tab, [id]);
  await workerIsReady(tab);
  return tab;
}

/** Returns when the tab is gone, so that the next one to leave leaves later. */
async function leave(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
}

const workerIsReady = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state),
    )
    .toBe('activated');
