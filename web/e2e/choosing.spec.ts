/** What a buyer sees and hears while choosing: refusals that are shown, news that stay true, and a map that shows what matters. */
import type { Page } from '@playwright/test';
import {
  ARENA,
  choose,
  CLUB,
  expectBought,
  hold,
  HALL,
  holdButton,
  LATER,
  live,
  openClub,
  payButton,
  seat,
  toCheckout,
} from './support/shop';
import { expect, test } from './support/test';

test.use({ apart: 'choosing', outage: true });

const toast = (page: Page) => page.getByTestId('toast');

test('a buyer who took the similar seats reads no alert about the lost ones', async ({
  page,
  holdfast,
}) => {
  await openClub(page);
  await choose(page, [1]);
  // The other buyer is so quick that the page learns of it from the refusal.
  await page.route('**/api/reservations', async (route) => {
    await holdfast.hold(CLUB, [1]).catch(() => undefined);
    await route.continue();
  });
  await holdButton(page).click();
  await page.getByRole('button', { name: '비슷한 자리 보기' }).click();
  await page.unroute('**/api/reservations');
  await expect(holdButton(page)).toBeEnabled();
  await expect(page.locator('main [data-code]')).toHaveCount(0);
  await expect(page.getByText(/먼저 잡았어요/)).toHaveCount(0);
});

test('refusals are shown as well as spoken', async ({ page, holdfast }) => {
  await holdfast.hold(CLUB, [12]);
  await openClub(page);
  await choose(page, [13, 14, 15, 16, 17, 18, 19, 20]);
  await seat(page, 21).click();
  await expect(toast(page)).toHaveText(/한 번에 8석까지예요/);
  // The button says that it cannot be pressed; a buyer presses it all the same.
  await seat(page, 12).click({ force: true });
  await expect(toast(page)).toHaveText('A 구역 2열 2번은 고를 수 없는 자리예요.');
  await expect(toast(page)).toBeInViewport({ ratio: 1 });
});

test('my orders show when the show is, and apart from it when it was ordered', async ({ page }) => {
  await openClub(page);
  await hold(page, [31]);
  await toCheckout(page);
  await payButton(page).click();
  await expectBought(page);
  const { dateTime } = await page.evaluate(
    async (id) => (await (await fetch(`/api/events/${id}`)).json()) as { dateTime: string },
    CLUB,
  );
  await page.goto('/orders');
  const row = page.getByRole('listitem').filter({ hasText: '봄밤의 재즈 클럽' });
  await expect(row.locator(`time[datetime="${dateTime}"]`)).toBeVisible();
  await expect(row.getByText(/예매$/)).toBeVisible();
});

test('the card beside the pointer stays on the map, and is never out of date', async ({
  another,
  holdfast,
}) => {
  const page = await another({ locale: 'en-GB' });
  await openClub(page);
  const map = page.getByTestId('seat-map');
  const box = await map.boundingBox();
  if (!box) throw new Error('no map');
  const card = page.getByTestId('seat-card');
  // Wherever the pointer is over a seat or a section, up to the edges.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let turn = 0; turn < 4; turn += 1) await page.mouse.wheel(0, -400);
  for (const [x, y] of [
    [0.03, 0.5],
    [0.97, 0.5],
    [0.5, 0.03],
  ] as const) {
    await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
    if (!(await card.isVisible())) continue;
    const at = await card.boundingBox();
    expect(at!.x).toBeGreaterThanOrEqual(box.x);
    expect(at!.x + at!.width).toBeLessThanOrEqual(box.x + box.width);
    expect(at!.y).toBeGreaterThanOrEqual(box.y);
  }
  await page.getByRole('button', { name: 'Show all' }).click();
  // The middle of the last row, which no other test takes.
  await expect
    .poll(async () => {
      for (let down = 0.95; down > 0.5; down -= 0.02) {
        await page.mouse.move(box.x + box.width * 0.46, box.y + box.height * down);
        if ((await card.count()) > 0) return card.innerText();
      }
      return '';
    })
    .toMatch(/Row 10[\s\S]*free/);
  const number = Number(/Seat (\d+)/.exec(await card.innerText())?.[1]);
  await holdfast.hold(CLUB, [90 + number], 30);
  await expect(card).toContainText('held by someone');
});

test('the focus stays in the dock when seats are held', async ({ page }) => {
  await openClub(page);
  await choose(page, [41]);
  await holdButton(page).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('timer')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '결제하기' })).toBeFocused();
});

test('the map of an arena is a few presses of the tab key away, and its first seat can be read', async ({
  page,
}) => {
  await page.goto(`/events/${ARENA}`);
  await live(page);
  const map = page.getByTestId('seat-map');
  let presses = 0;
  while (!(await map.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press('Tab');
    presses += 1;
    expect(presses).toBeLessThanOrEqual(16);
  }
  // Zoomed in, so the plan of the whole venue is there.
  await expect(page.getByRole('img', { name: '전체에서 지금 보이는 곳' })).not.toHaveAttribute(
    'data-whole',
  );
});

test('after a hold the map shows all of the own seats', async ({ another }) => {
  const page = await another({ viewport: { width: 390, height: 700 }, hasTouch: true });
  await page.goto(`/events/${HALL}`);
  await live(page);
  await page.getByRole('button', { name: '목록' }).click();
  await page.getByRole('button', { name: /VIP 구역/ }).click();
  await choose(page, [1, 2, 3, 4, 5, 6, 7, 8]);
  await holdButton(page).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await page.getByRole('button', { name: '배치도' }).click();
  const frame = page.getByRole('img', { name: '전체에서 지금 보이는 곳' }).locator('rect').last();
  const sight = async () => ({
    left: Number(await frame.getAttribute('x')),
    width: Number(await frame.getAttribute('width')),
  });
  // The first eight seats of the first row: columns 11 to 18 of the hall, and not the whole of it.
  await expect.poll(async () => (await sight()).left).toBeLessThan(11);
  const { left, width } = await sight();
  expect(left + width).toBeGreaterThan(18);
  expect(width).toBeLessThan(30);
});

test('all eight held seats are listed without a scroll box', async ({ page }) => {
  await openClub(page);
  await hold(page, [61, 62, 63, 64, 65, 66, 67, 68]);
  for (const number of [1, 8])
    await expect(page.locator('section li').getByText(`A 구역 7열 ${number}번`)).toBeInViewport();
});

test('a server that is gone is not called a missing network', async ({ page }) => {
  await page.route('**/seats/stream**', (route) => route.abort());
  await page.goto(`/events/${CLUB}`);
  await expect(page.locator('[data-connection="offline"]')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/서버에 연결할 수 없어요/).first()).toBeVisible();
});

test('a phone that shows the list shows the state of the connection too', async ({ another }) => {
  const page = await another({ viewport: { width: 390, height: 700 }, hasTouch: true });
  await openClub(page);
  await page.getByRole('button', { name: '목록' }).click();
  await seat(page, 98).scrollIntoViewIfNeeded();
  await expect(page.locator('[data-connection="live"]')).toBeInViewport({ ratio: 1 });
});

test('a show whose sale opens later counts down, and promises nothing', async ({ page }) => {
  await page.goto(`/events/${LATER}`);
  await live(page);
  await expect(page.getByTestId('opens-in')).toContainText(/\d\d:\d\d:\d\d/);
  await page.locator('h2 button').first().click();
  await seat(page, 1).click();
  await expect(page.getByText(/아직 비어 있어요/)).toHaveCount(0);
  await expect(holdButton(page)).toBeDisabled();
});
