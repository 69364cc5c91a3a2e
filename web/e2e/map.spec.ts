/** List, map and prices show the same thing, and a ticket can be used at a door. */
import type { Page } from '@playwright/test';
import {
  ARENA,
  expectBought,
  HALL,
  hold,
  holdButton,
  live,
  openClub,
  payButton,
  toCheckout,
} from './support/shop';
import { expect, test } from './support/test';

test.use({ apart: 'map' });

const section = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`^${name} 구역.*남음$`) });

test('a price in the foreground leaves only its sections in the list', async ({ page }) => {
  await page.goto(`/events/${ARENA}`);
  await live(page);
  const filter = page.getByRole('group', { name: '가격으로 보기' });
  await filter.getByRole('button', { name: '₩154,000' }).click();
  await expect(section(page, 'B3')).toBeVisible();
  await expect(section(page, 'A1')).toHaveCount(0);
  await filter.getByRole('button', { name: '₩88,000' }).click();
  await expect(section(page, 'A1')).toBeVisible();
  await expect(section(page, 'A3')).toHaveCount(0);
});

test('a section that is opened in the list is shown on the map, and the other way round', async ({
  page,
}) => {
  await page.goto(`/events/${ARENA}`);
  await live(page);
  const plan = page.getByRole('img', { name: '전체에서 지금 보이는 곳' });
  await expect(plan).toHaveAttribute('data-whole', '');
  await section(page, 'A1').click();
  await expect(plan).not.toHaveAttribute('data-whole');
  await page.getByRole('button', { name: '전체 보기' }).click();
  await expect(plan).toHaveAttribute('data-whole', '');
  const map = await page.getByTestId('seat-map').boundingBox();
  // The upper right corner of the arena is section A9.
  await page.mouse.click(map!.x + map!.width * 0.95, map!.y + map!.height * 0.27);
  await expect(section(page, 'A9')).toHaveAttribute('aria-expanded', 'true');
  await expect(section(page, 'A1')).toHaveAttribute('aria-expanded', 'false');
  await expect(section(page, 'A9')).toBeInViewport();
});

test('so many seats side by side are chosen on request, of the price that was picked', async ({
  page,
}) => {
  await page.goto(`/events/${HALL}`);
  await live(page);
  const filter = page.getByRole('group', { name: '가격으로 보기' });
  await filter.getByRole('button', { name: '₩132,000' }).click();
  await page.getByRole('button', { name: '자리 수 늘리기' }).click();
  await page.getByRole('button', { name: '나란히 3석 추천' }).click();
  await expect(holdButton(page)).toHaveText('3석 잡기');
  const chosen = page.getByRole('region', { name: '고른 자리' }).getByRole('listitem');
  await expect(chosen).toHaveCount(3);
  const rows = (await chosen.allInnerTexts()).map((text) => /R 구역 (\d+)열/.exec(text)?.[1]);
  expect(new Set(rows).size).toBe(1);
  expect(rows[0]).toBeDefined();
});

test('shows are chosen by genre and month', async ({ page }) => {
  await page.goto('/');
  const titles = page.getByRole('listitem').getByRole('heading');
  await expect(titles).toHaveCount(5);
  await page.getByRole('button', { name: '클래식' }).click();
  await expect(titles).toHaveText(['시립교향악단: 말러 교향곡 2번']);
  await page.getByRole('button', { name: '클래식' }).click();
  await expect(titles).toHaveCount(5);
});

test('a ticket has a short code, a plan, a calendar file, and codes as large as the screen', async ({
  page,
}) => {
  await openClub(page);
  await hold(page, [41, 42]);
  await toCheckout(page);
  await payButton(page).click();
  await expectBought(page);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.getByRole('link', { name: '표 보기' }).click();
  const letters = id.slice(-8).toUpperCase();
  await expect(page.getByText(`${letters.slice(0, 4)}-${letters.slice(4)}`).first()).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '달력에 넣기' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.ics$/);
  await page
    .getByRole('button', { name: /눌러서 크게 보기/ })
    .nth(1)
    .click();
  const viewer = page.getByRole('dialog');
  await expect(viewer.getByText('A 구역 5열 2번')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('ArrowLeft');
  await viewer.getByRole('button', { name: '닫기' }).click();
  await expect(viewer).toHaveCount(0);
});
