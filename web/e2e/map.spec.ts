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
  const filter = page.getByRole('group', { name: '보고 싶은 자리' });
  await filter.getByRole('button', { name: '₩154,000' }).click();
  await expect(section(page, 'B4')).toBeVisible();
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
  // Section A9 is in the outer ring, a third of the way up the right end.
  await page.mouse.click(...(await onMap(page, 242, 22)));
  await expect(section(page, 'A9')).toHaveAttribute('aria-expanded', 'true');
  await expect(section(page, 'A1')).toHaveAttribute('aria-expanded', 'false');
  await expect(section(page, 'A9')).toBeInViewport();
});

/** Where a place of the arena, in seats, is on the screen while all of it is shown. */
async function onMap(page: Page, x: number, y: number): Promise<[number, number]> {
  const plan = page.getByRole('img', { name: '전체에서 지금 보이는 곳' });
  const [left = 0, top = 0, width = 1, height = 1] = ((await plan.getAttribute('viewBox')) ?? '')
    .split(' ')
    .map(Number);
  const map = (await page.getByTestId('seat-map').boundingBox())!;
  const scale = Math.min((map.width - 24) / width, (map.height - 24) / height);
  return [
    map.x + map.width / 2 + (x - left - width / 2) * scale,
    map.y + map.height / 2 + (y - top - height / 2) * scale,
  ];
}

test('the arena is drawn as a bowl, and a seat of a turned section is picked where it is drawn', async ({
  page,
}) => {
  await page.goto(`/events/${ARENA}`);
  await live(page);
  // The first row of C9 looks to the left, at the stage.
  await page.mouse.click(...(await onMap(page, 241, 54)));
  await expect(section(page, 'C9')).toHaveAttribute('aria-expanded', 'true');
  const map = (await page.getByTestId('seat-map').boundingBox())!;
  const card = page.getByTestId('seat-card');
  // Once the camera is there, the card names the seat under the pointer.
  await expect(async () => {
    await page.mouse.move(map.x + map.width / 2 + 10 * Math.random(), map.y + map.height / 2);
    await expect(card).toContainText(/C9 구역[\s\S]*\d+열/, { timeout: 500 });
  }).toPass();
  const named = /(\d+열) (\d+번)/.exec(await card.innerText());
  await page.mouse.down();
  await page.mouse.up();
  const chosen = page.getByRole('region', { name: '고른 자리' }).getByRole('listitem');
  await expect(chosen).toHaveText(new RegExp(`^C9 구역 ${named?.[1]} ${named?.[2]}`));
});

test('places for wheelchairs and the seats beside them can be all that is shown', async ({
  page,
}) => {
  await page.goto(`/events/${HALL}`);
  await live(page);
  const filter = page.getByRole('group', { name: '보고 싶은 자리' });
  await filter.getByRole('button', { name: '휠체어석·동반석' }).click();
  await expect(section(page, 'A')).toBeVisible();
  await expect(section(page, 'VIP')).toHaveCount(0);
  await section(page, 'A').click();
  await expect(page.locator('[data-seat]')).toHaveCount(40);
  await expect(
    page.getByRole('button', { name: /10열 1번, 휠체어석, .* 선택 가능/ }),
  ).toBeVisible();
  await expect(
    page.getByRole('button', { name: /10열 2번, 휠체어 동반석, .* 선택 가능/ }),
  ).toBeVisible();
  await page.getByRole('button', { name: '나란히 2석 추천' }).click();
  const chosen = page.getByRole('region', { name: '고른 자리' }).getByRole('listitem');
  await expect(chosen.first()).toContainText(/A 구역 10열 (1|39)번/);
});

/** Of a layout, what came with arcs. */
interface NewParts {
  sections: { arc?: object }[];
  outline?: object;
  accessible?: object;
  companion?: object;
}

test('a layout of before there were arcs is drawn on its grid', async ({ page }) => {
  await page.route('**/layout?**', async (route) => {
    const response = await route.fetch();
    const layout = (await response.json()) as NewParts;
    for (const section of layout.sections) delete section.arc;
    delete layout.outline;
    delete layout.accessible;
    delete layout.companion;
    await route.fulfill({ response, json: layout });
  });
  await page.goto(`/events/${ARENA}`);
  await live(page);
  await expect(page.getByRole('button', { name: '휠체어석·동반석' })).toHaveCount(0);
  // The upper left corner of the grid.
  await page.mouse.click(...(await onMap(page, 12, 10)));
  await expect(section(page, 'A1')).toHaveAttribute('aria-expanded', 'true');
});

test('so many seats side by side are chosen on request, of the price that was picked', async ({
  page,
}) => {
  await page.goto(`/events/${HALL}`);
  await live(page);
  const filter = page.getByRole('group', { name: '보고 싶은 자리' });
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
  await expect(titles).toHaveCount(8);
  await page.getByRole('button', { name: '클래식' }).click();
  await expect(titles).toHaveText(['시립교향악단: 말러 교향곡 2번']);
  await page.getByRole('button', { name: '클래식' }).click();
  await expect(titles).toHaveCount(8);
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
