import type { Page } from '@playwright/test';
import {
  choose,
  CLUB,
  expectBought,
  hold,
  holdButton,
  live,
  openClub,
  ordersOf,
  payButton,
  seat,
  toCheckout,
} from './support/shop';
import { expect, test } from './support/test';

test('a hold appears in the other browser at once, and a release too', async ({
  page,
  another,
}) => {
  const other = await another();
  await Promise.all([openClub(page), openClub(other)]);
  await hold(page, [1, 2]);
  await expect(seat(other, 1)).toHaveAttribute('data-look', 'h', { timeout: 10_000 });
  await expect(seat(page, 1)).toHaveAttribute('data-look', 'y');
  await page.getByRole('button', { name: '자리 놓기' }).click();
  await expect(seat(other, 2)).toHaveAttribute('data-look', 'f', { timeout: 10_000 });
});

/** Makes the first press of each reach the server at the same moment, however long a slow machine takes between the clicks. */
async function pressTogether(pages: Page[]) {
  let pressed = 0;
  let go = () => {};
  const all = new Promise<void>((resolve) => (go = resolve));
  for (const page of pages) {
    await page.route('**/api/reservations', async (route) => {
      pressed += 1;
      if (pressed >= pages.length) go();
      await all;
      await route.continue();
    });
  }
}

test('two browsers race for one seat: one holds it, the other is offered another one', async ({
  page,
  another,
}) => {
  const other = await another();
  await Promise.all([openClub(page), openClub(other)]);
  await Promise.all([choose(page, [15]), choose(other, [15, 16])]);
  await pressTogether([page, other]);
  await Promise.all([holdButton(page).click(), holdButton(other).click()]);
  const winners = [page, other].map((one) => one.getByRole('timer'));
  await expect
    .poll(
      async () =>
        (await Promise.all(winners.map((timer) => timer.isVisible()))).filter(Boolean).length,
    )
    .toBe(1);
  const loser = (await winners[0]!.isVisible()) ? other : page;
  await expect(loser.getByText(/먼저 잡았어요/).first()).toBeVisible();
  if (loser === other) await expect(seat(other, 16)).toHaveAttribute('aria-pressed', 'true');
  await loser.getByRole('button', { name: '비슷한 자리 보기' }).click();
  await holdButton(loser).click();
  await expect(loser.getByRole('timer')).toBeVisible();
});

test('a seat that another buyer takes leaves the selection, with a notice', async ({
  page,
  holdfast,
}) => {
  await openClub(page);
  await choose(page, [21, 22]);
  await holdfast.hold(CLUB, [21]);
  await expect(page.getByText(/A 구역 3열 1번 자리를 먼저 잡았어요/).first()).toBeVisible({
    timeout: 10_000,
  });
  await expect(seat(page, 22)).toHaveAttribute('aria-pressed', 'true');
  await expect(seat(page, 21)).toHaveAttribute('data-look', 'h');
});

test('a double click on pay is one order', async ({ page, holdfast }) => {
  await openClub(page);
  await hold(page, [31]);
  await toCheckout(page);
  await payButton(page).dblclick();
  await expectBought(page);
  expect(await ordersOf(page, holdfast)).toHaveLength(1);
  await page.goto(`/events/${CLUB}`);
  await live(page);
  await expect(seat(page, 31)).toHaveAttribute('data-look', 's');
});
