/** The pictures of the shop in docs/images: `npm run images`. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  ARENA,
  expectBought,
  HALL,
  hold,
  live,
  openClub,
  payButton,
  toCheckout,
} from './support/shop';
import { expect, test } from './support/test';

const FOLDER = fileURLToPath(new URL('../../docs/images', import.meta.url));
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const shoot = async (page: Page, name: string) => {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(FOLDER, `shop-${name}.png`) });
};

test.beforeAll(async ({ holdfast }) => {
  // A season that has been on sale for a while: the same seats in every picture.
  let random = 11;
  const next = (below: number) => (random = (random * 1_103_515_245 + 12_345) & 0x7fffffff) % below;
  for (const [eventId, seats, calls] of [
    [HALL, 1_200, 130],
    [ARENA, 20_000, 700],
    [3, 500, 160],
  ] as const) {
    for (let call = 0; call < calls; call += 1) {
      const first = 1 + next(seats - 8);
      const ids = Array.from({ length: 1 + next(7) }, (_, index) => first + index);
      await holdfast.hold(eventId, ids).catch(() => undefined);
    }
  }
});

test('desk', async ({ another }) => {
  const page = await another({ viewport: DESK, locale: 'en-GB' });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The Dawn Festival' })).toBeVisible();
  await shoot(page, 'list');
  await page.goto(`/events/${ARENA}`);
  await live(page);
  await shoot(page, 'arena');
});

test('desk, dark', async ({ another }) => {
  const page = await another({ viewport: DESK, locale: 'en-GB', colorScheme: 'dark' });
  await page.goto(`/events/${ARENA}`);
  await live(page);
  await page.getByRole('button', { name: /^Section B4/ }).click();
  const map = await page.getByTestId('seat-map').boundingBox();
  await page.waitForTimeout(600);
  await page.mouse.move(map!.x + map!.width / 2, map!.y + map!.height / 2);
  await shoot(page, 'section-dark');
});

test('purchase', async ({ another }) => {
  const page = await another({ viewport: DESK, locale: 'en-GB' });
  await openClub(page);
  await hold(page, [45, 46]);
  await shoot(page, 'held');
  await toCheckout(page);
  await shoot(page, 'checkout');
  await payButton(page).click();
  await expectBought(page);
  await page.getByRole('link', { name: 'Show ticket' }).click();
  await expect(page.getByRole('img', { name: 'Entry code' }).first()).toBeVisible();
  await shoot(page, 'ticket');
});

test('phone', async ({ another }) => {
  const page = await another({
    viewport: PHONE,
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  await page.goto(`/events/${HALL}`);
  await live(page);
  await page.getByRole('button', { name: /추천$/ }).click();
  await shoot(page, 'phone');
});
