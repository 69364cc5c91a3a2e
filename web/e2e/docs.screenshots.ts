/** The pictures of docs/images, taken of the real binary with a season that has been on sale for a while. In English, as the documents are. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { emailField } from './support/account';
import { takePicture } from './support/picture';
import { Holdfast } from './support/holdfast';
import { join as joinLine, stage } from './support/line';
import {
  ARENA,
  CLUB,
  expectBought,
  HALL,
  holdButton,
  live,
  payButton,
  seat,
  toCheckout,
} from './support/shop';
import { OPEN_AIR } from './support/standing';
import { expect, test as base } from './support/test';

const IMAGES = fileURLToPath(new URL('../../docs/images', import.meta.url));
const TOKEN = 'an-operator-token-of-screenshots-long-enough';
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Of the demo season, with a line for one buyer at a time. */
const CELLAR = 9;

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

// One after the other: a purchase on the desk is in the list of orders and in the console's figures.
test.describe.configure({ mode: 'serial', timeout: 240_000 });
test.use({ locale: 'en-GB' });

test.beforeAll(async ({ holdfast }) => {
  await sellSome(holdfast, HALL, 1_200, 110);
  await sellSome(holdfast, 3, 500, 60);
  await sellSome(holdfast, ARENA, 20_000, 700);
});

test('the shop on a desk', async ({ another }) => {
  const page = await another({ viewport: DESK, locale: 'en-GB', colorScheme: 'light' });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The Dawn Festival' })).toBeVisible();
  await shoot(page, 'shop-list');
  await page.goto(`/events/${ARENA}`);
  await live(page);
  await shoot(page, 'shop-arena');
  await page.goto(`/events/${OPEN_AIR}`);
  await live(page);
  await shoot(page, 'shop-festival');
  await page.goto(`/events/${CLUB}`);
  await live(page);
  await seat(page, 45).click();
  await seat(page, 46).click();
  await shoot(page, 'shop-show');
  await holdButton(page).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await shoot(page, 'shop-held');
  await toCheckout(page);
  await shoot(page, 'shop-checkout');
  await payButton(page).click();
  await expectBought(page);
  await shoot(page, 'shop-order');
  const order = new URL(page.url()).pathname;
  await page.goto(`${order}/ticket`);
  await expect(page.getByRole('img').first()).toBeVisible();
  await shoot(page, 'shop-ticket');
  await page.goto('/orders');
  await expect(page.locator('main a[href^="/orders/"]').first()).toBeVisible();
  await shoot(page, 'shop-orders');
  await page.goto('/login');
  await expect(emailField(page)).toBeVisible();
  await shoot(page, 'shop-login');
});

test('a line, and who steers it', async ({ another }) => {
  const desk = { viewport: DESK, locale: 'en-GB', colorScheme: 'light' } as const;
  const [first, second, operator] = [await another(desk), await another(desk), await another(desk)];
  await joinLine(first, CELLAR);
  await expect(stage(first, 'called')).toBeVisible();
  await joinLine(second, CELLAR);
  await expect(second.getByTestId('position')).toBeVisible();
  await shoot(second, 'shop-line');
  await shoot(first, 'shop-called');
  await operator.goto(`/console/line#token=${TOKEN}`);
  const room = operator.getByRole('region', { name: new RegExp(`^${CELLAR} ·`) });
  await expect(room).toHaveAttribute('data-limit', 'CAP');
  await shoot(operator, 'console-line');
});

test('the shop in the dark', async ({ another }) => {
  const page = await another({ viewport: DESK, locale: 'en-GB', colorScheme: 'dark' });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The Dawn Festival' })).toBeVisible();
  await shoot(page, 'shop-list-dark');
  await page.goto(`/events/${ARENA}`);
  await live(page);
  await page.getByRole('button', { name: /^Section B4/ }).click();
  const map = await page.getByTestId('seat-map').boundingBox();
  if (!map) throw new Error('no map');
  // The card of a seat in the middle, once the camera has arrived there.
  await expect(async () => {
    await page.mouse.move(map.x + map.width / 2 + Math.random(), map.y + map.height / 2);
    await expect(page.getByTestId('seat-card')).toContainText('Row', { timeout: 300 });
  }).toPass();
  await shoot(page, 'shop-section-dark');
});

test('the shop on a phone', async ({ another }) => {
  const phone = { viewport: PHONE, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
  const page = await another({ ...phone, locale: 'ko-KR', colorScheme: 'light' });
  await page.goto(`/events/${HALL}`);
  await live(page);
  await page.getByRole('button', { name: /추천$/ }).click();
  await shoot(page, 'shop-phone');
});

test('the console while people buy', async ({ another, holdfast }) => {
  const buying = new AbortController();
  const buyers = buyUntil(holdfast, buying.signal);
  const options = { viewport: { width: 1440, height: 1080 }, locale: 'en-GB' };
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await another({ ...options, colorScheme });
    await page.goto(`/console#token=${TOKEN}`);
    await expect(page.locator('[data-promise][data-state="kept"]').first()).toBeVisible({
      timeout: 60_000,
    });
    await expect.poll(() => momentsDrawn(page), { timeout: 90_000 }).toBeGreaterThan(ENOUGH);
    await shoot(page, colorScheme === 'light' ? 'console' : 'console-dark');
  }
  buying.abort();
  await buyers;
});

const shoot = (page: Page, name: string) => takePicture(page, join(IMAGES, `${name}.png`));

/** A line of so many moments can be seen. */
const ENOUGH = 12;

const momentsDrawn = async (page: Page) => {
  const line = await page.locator('[data-series="0"] path').last().getAttribute('d');
  return line?.split('L').length ?? 0;
};

/** The same numbers every time, so that a picture changes only when the page does. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

/** Others hold seats here and there. */
async function sellSome(holdfast: Holdfast, event: number, seats: number, calls: number) {
  const next = sequence(event * 11);
  for (let call = 0; call < calls; call += 1) {
    const first = 1 + next(seats - 8);
    const ids = Array.from({ length: 1 + next(7) }, (_, index) => first + index);
    await holdfast.hold(event, ids).catch(() => undefined);
  }
}

/** Buyers who hold seats of the arena, sometimes the same ones, and order most of them. */
async function buyUntil(holdfast: Holdfast, signal: AbortSignal): Promise<void> {
  const next = sequence(7);
  for (let buyer = 1; !signal.aborted; buyer += 1) {
    const ids = [1 + next(19_000)];
    const headers = { 'X-Caller-Id': `buyer-${buyer}`, 'Idempotency-Key': `screenshots-${buyer}` };
    const body = JSON.stringify({ eventId: ARENA, seatIds: ids });
    const post = (path: string) => holdfast.api(path, { method: 'POST', headers, body });
    const held = await post('/api/reservations').then(
      () => true,
      () => false,
    );
    if (held && next(4) > 0) await post('/api/orders').catch(() => undefined);
    // In waves, as people come.
    const wave = 1 + Math.sin(buyer / 140);
    await new Promise((resolve) => setTimeout(resolve, 8 + 25 * wave));
  }
}
