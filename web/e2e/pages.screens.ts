/** Screenshots of every page for a person to look at: eight sizes, both themes, in SCREENS_LANGUAGE (ko or en), saved to SCREENS_DIR. */
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { wholeDictionary } from '../src/i18n/parts';
import {
  accountMenu,
  emailField,
  newAddress,
  openLetter,
  PASSWORD,
  passwordField,
  submit,
} from './support/account';
import { takePicture } from './support/picture';
import {
  card,
  expectBought,
  HALL,
  holdButton,
  live,
  openClub,
  payButton,
  seat,
  toCheckout,
} from './support/shop';
import { expect, test } from './support/test';

const DIRECTORY = process.env.SCREENS_DIR ?? 'test-results/screens';
const LANGUAGE = process.env.SCREENS_LANGUAGE === 'en' ? 'en' : 'ko';
const text = await wholeDictionary(LANGUAGE);
const SIZES = {
  tiny: [320, 568],
  small: [360, 740],
  side: [740, 360],
  phone: [390, 844],
  tablet: [834, 1194],
  desk: [1440, 900],
  wide: [2560, 1440],
  uhd: [3840, 2160],
} as const;
const ONLY = process.env.SCREENS_ONLY;

test.beforeAll(async ({ holdfast }) => {
  mkdirSync(DIRECTORY, { recursive: true });
  // A season that has been on sale for a while.
  let random = 11;
  const next = (below: number) => (random = (random * 1_103_515_245 + 12_345) & 0x7fffffff) % below;
  const sellOut = async (eventId: number, seats: number, calls: number) => {
    for (let call = 0; call < calls; call += 1) {
      const first = 1 + next(seats - 8);
      const ids = Array.from({ length: 1 + next(7) }, (_, index) => first + index);
      await holdfast.hold(eventId, ids).catch(() => undefined);
    }
  };
  await sellOut(HALL, 1_200, 130);
  await sellOut(4, 20_000, 900);
  await sellOut(3, 500, 400);
});

let nextSeat = 1;

for (const [size, [width, height]] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${size} ${colorScheme}`, async ({ another }) => {
      test.skip(ONLY !== undefined && !`${size}-${colorScheme}`.includes(ONLY), 'not asked for');
      test.setTimeout(120_000);
      const page = await another({ viewport: { width, height }, colorScheme, locale: LANGUAGE });
      const shoot = async (name: string) => {
        const file = `${size}-${colorScheme}-${LANGUAGE}-${name}.png`;
        await takePicture(page, join(DIRECTORY, file));
      };
      await shows(page, shoot);
      await purchase(page, shoot, ['tiny', 'small', 'phone', 'tablet'].includes(size));
      await accounts(page, shoot);
    });
  }
}

type Shoot = (name: string) => Promise<void>;

async function shows(page: Page, shoot: Shoot): Promise<void> {
  await page.goto('/');
  await expect(
    page.getByRole('heading', { name: /새벽 페스티벌|The Dawn Festival/ }),
  ).toBeVisible();
  await shoot('01-shows');
  for (const [name, id] of [
    ['club', 1],
    ['hall', HALL],
    ['arena', 4],
    ['later', 5],
  ] as const) {
    await page.goto(`/events/${id}`);
    await live(page);
    await shoot(`02-${name}`);
  }
  await page.goto('/events/4');
  await live(page);
  const box = await page.getByTestId('seat-map').boundingBox();
  if (!box) throw new Error('no map');
  await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.42);
  await shoot('03-arena-section');
}

async function purchase(page: Page, shoot: Shoot, narrow: boolean): Promise<void> {
  const first = nextSeat;
  nextSeat += 2;
  await openClub(page);
  if (narrow) await page.getByRole('button', { name: text.map.viewList }).click();
  await seat(page, first).click();
  await seat(page, first + 1).click();
  await shoot('04-list-chosen');
  if (narrow) await page.getByRole('button', { name: text.map.viewMap }).click();
  await shoot('05-map-chosen');
  await holdButton(page).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await shoot('06-held');
  await page.getByRole('link', { name: text.nav.orders }).click();
  await shoot('07-leaving');
  await page.getByRole('button', { name: text.hold.stay }).click();
  await toCheckout(page);
  await shoot('08-checkout');
  await card(page, 'tok_decline').check();
  await payButton(page).click();
  await expect(page.getByRole('button', { name: text.order.tryAgain })).toBeVisible({
    timeout: 20_000,
  });
  await shoot('09-declined');
  await page.getByRole('button', { name: text.order.tryAgain }).click();
  await payButton(page).click();
  await expectBought(page);
  await page.getByText(text.order.timeline).click();
  await shoot('10-bought');
  await page.getByRole('link', { name: text.order.ticket }).click();
  await expect(page.getByRole('img', { name: text.ticket.code }).first()).toBeVisible();
  await shoot('11-ticket');
  await page.goto('/orders');
  await expect(page.getByText(text.order.status.CONFIRMED).first()).toBeVisible();
  await shoot('12-orders');
  await page.goto('/events/999');
  await expect(page.getByRole('heading', { name: text.problems.EVENT_NOT_FOUND[0] })).toBeVisible();
  await shoot('13-problem');
}

async function accounts(page: Page, shoot: Shoot): Promise<void> {
  const email = newAddress();
  await page.goto('/login');
  await expect(passwordField(page)).toBeVisible();
  await shoot('14-login');
  await page.goto('/signup');
  await emailField(page).fill(email);
  await shoot('15-signup');
  await submit(page).click();
  const toMailbox = page.getByRole('link', { name: text.account.toMailbox });
  await expect(toMailbox).toBeVisible();
  await shoot('16-letter-sent');
  await toMailbox.click();
  await expect(page.getByRole('listitem').filter({ hasText: email })).toBeVisible();
  await shoot('17-mailbox');
  await openLetter(page, email, /가입을 확인|Confirm/);
  await passwordField(page).fill(PASSWORD);
  await shoot('18-verify');
  await submit(page).click();
  await expect(page.getByText(text.account.thisDevice)).toBeVisible();
  await accountMenu(page).click();
  await shoot('19-account');
  await page.goto('/reset#token=none');
  await expect(page.getByRole('heading', { name: text.account.resetTitle })).toBeVisible();
  await shoot('20-reset');
}
