/** Places without a number: chosen by how many, at several prices, and sold in front of others. */
import { expectAccessible } from './support/accessible';
import type { Holdfast } from './support/holdfast';
import { card, expectBought, ordersOf, payButton, seat, toCheckout } from './support/shop';
import { head, holdPlaces, more, open, OPEN_AIR, price, WAREHOUSE } from './support/standing';
import { expect, test } from './support/test';

test.use({ apart: 'standing' });

/** Another buyer holds so many places. */
const holdElsewhere = (holdfast: Holdfast, eventId: number, section: string, quantity: number) =>
  holdfast.api('/api/reservations', {
    method: 'POST',
    body: JSON.stringify({ eventId, section, quantity, holdSeconds: 600 }),
  });

test('two adults and one youth are held, paid for and named, while another window sees what is left', async ({
  page,
  another,
  holdfast,
}) => {
  const witness = await another();
  await open(witness, OPEN_AIR);
  await expect(head(witness, /FIELD 스탠딩.*5,000석 남음/)).toBeVisible();
  await open(page, OPEN_AIR);
  await more(page, 'adult').click();
  await more(page, 'adult').click();
  await more(page, 'youth').click();
  await expect(page.getByText('FIELD 스탠딩 청소년 1장, 모두 3장')).toBeAttached();
  await expect(page.getByText('₩297,000')).toBeVisible();
  await expectAccessible(page, 'places chosen');
  await holdPlaces(page).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await expect(head(witness, /FIELD 스탠딩.*4,997석 남음/)).toBeVisible();
  await page.getByRole('button', { name: '1분 늘리기' }).click();
  await expect(page.getByRole('timer')).toContainText(/3:[0-5]\d/);
  await page.reload();
  await expect(page.getByText('FIELD 스탠딩 성인 2장')).toBeVisible();
  await toCheckout(page);
  await expect(page.getByText('FIELD 스탠딩 성인 2장')).toBeVisible();
  await expect(page.getByText('FIELD 스탠딩 청소년 1장')).toBeVisible();
  await expect(payButton(page)).toHaveText('₩297,000 결제하기');
  await payButton(page).click();
  await expectBought(page);
  await expect(page.getByText('FIELD 스탠딩 성인 2장')).toBeVisible();
  await expectAccessible(page, 'places bought');
  expect(await ordersOf(page, holdfast)).toMatchObject([{ amount: 297_000, status: 'CONFIRMED' }]);
  await page.getByRole('link', { name: '표 보기' }).click();
  await expect(page.getByRole('article')).toHaveCount(3);
  await expect(page.getByRole('article', { name: /FIELD 스탠딩 청소년$/ })).toBeVisible();
});

test('seats and places are one hold and one order, in English', async ({ another }) => {
  const page = await another({ locale: 'en-GB' });
  await open(page, WAREHOUSE);
  await head(page, /FLOOR standing/).click();
  await more(page, 'youth').click();
  await more(page, 'youth').click();
  await head(page, /BALCONY/).click();
  await seat(page, 1).click();
  await expect(page.getByText('2 × FLOOR standing, youth')).toBeVisible();
  await holdPlaces(page).click();
  await toCheckout(page);
  await payButton(page).click();
  await expectBought(page);
  await expect(page.getByText('2 × FLOOR standing, youth')).toBeVisible();
  await expect(page.getByText('Section BALCONY, row 1, seat 1')).toBeVisible();
});

test('a declined order is tried again with as many places at the same price', async ({ page }) => {
  await open(page, OPEN_AIR);
  await more(page, 'youth').click();
  await more(page, 'youth').click();
  await holdPlaces(page).click();
  await toCheckout(page);
  await card(page, 'tok_decline').check();
  await payButton(page).click();
  await page.getByRole('button', { name: '같은 자리로 다시 시도' }).click({ timeout: 20_000 });
  await expect(page.getByText('FIELD 스탠딩 청소년 2장')).toBeVisible();
  await expect(payButton(page)).toHaveText('₩154,000 결제하기');
});

test('a section that sells out says so, and a choice that is too large is named before and after the press', async ({
  page,
  holdfast,
}) => {
  await open(page, WAREHOUSE);
  await head(page, /FLOOR 스탠딩/).click();
  for (let count = 0; count < 8; count += 1) await more(page, 'adult').click();
  await expect(more(page, 'adult')).toBeDisabled();
  await expect(more(page, 'youth')).toBeDisabled();
  let left = await leftIn(holdfast, WAREHOUSE);
  for (; left > 3; left -= Math.min(8, left - 3))
    await holdElsewhere(holdfast, WAREHOUSE, 'FLOOR', Math.min(8, left - 3));
  // On the page and for a screen reader.
  await expect(page.getByText('FLOOR 스탠딩은 3석만 남았어요. 수를 줄여 주세요.')).toHaveCount(2);
  await holdPlaces(page).click();
  await expect(page.locator('main [data-code="SOLD_OUT"]')).toBeVisible();
  for (let count = 0; count < 5; count += 1)
    await price(page, 'adult').getByRole('button').first().click();
  await expect(page.locator('main [data-code]')).toHaveCount(0);
  await holdElsewhere(holdfast, WAREHOUSE, 'FLOOR', 3);
  await expect(head(page, /FLOOR 스탠딩.*매진/)).toBeVisible();
  await expectAccessible(page, 'sold out');
});

test('on the smallest phone a tap on the area opens the panel, and the map is operated by keyboard too', async ({
  another,
}) => {
  const page = await another({ viewport: { width: 320, height: 568 }, hasTouch: true });
  await open(page, OPEN_AIR);
  await expectAccessible(page, 'area on a phone');
  const box = await page.getByTestId('seat-map').boundingBox();
  await page.touchscreen.tap(box!.x + box!.width / 2, box!.y + box!.height / 2);
  await expect(more(page, 'adult')).toBeInViewport({ ratio: 1 });
  await more(page, 'adult').tap();
  await expect(holdPlaces(page)).toBeInViewport({ ratio: 1 });
  await expectAccessible(page, 'panel on a phone');
  await page.getByRole('button', { name: '배치도' }).click();
  await page.getByTestId('seat-map').focus();
  await page.keyboard.press('s');
  await expect(page.getByText(/FIELD 스탠딩, ₩77,000 – ₩110,000, .*석 남음/)).toBeAttached();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: /^FIELD 스탠딩,/ })).toBeFocused();
});

test('a price that is sold out is disabled, and what is left of it is held', async ({
  page,
  holdfast,
}) => {
  await open(page, OPEN_AIR);
  await expect(price(page, 'youth')).toContainText('1,000장까지');
  await more(page, 'youth').click();
  await more(page, 'youth').click();
  await holdYouthsButOne(holdfast);
  await holdPlaces(page).click();
  await expect(page.locator('main [data-code="TIER_SOLD_OUT"]')).toBeVisible();
  await expect(more(page, 'youth')).toBeDisabled();
  await expect(more(page, 'adult')).toBeEnabled();
  await price(page, 'youth').getByRole('button').first().click();
  await holdPlaces(page).click();
  await expect(page.getByRole('timer')).toBeVisible();
});

/** Other buyers hold places for youths until one is left. */
async function holdYouthsButOne(holdfast: Holdfast): Promise<void> {
  for (let quantity = 8, tries = 0; quantity > 0 && tries < 200; tries += 1) {
    const response = await fetch(`${holdfast.url}/api/reservations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        ...{ eventId: OPEN_AIR, section: 'FIELD', holdSeconds: 600 },
        ...{ quantity, tier: 'youth' },
      }),
    });
    if (response.ok) quantity = quantity < 8 ? 0 : 8;
    else
      quantity =
        ((await response.json()) as { details: { fullTier: { free: number } } }).details.fullTier
          .free - 1;
  }
}

async function leftIn(holdfast: Holdfast, eventId: number): Promise<number> {
  const { pools } = await holdfast.api<{ pools: { available: number }[] }>(
    `/api/events/${eventId}/seats`,
  );
  return pools[0]?.available ?? 0;
}
