/** Places without a number on a server that knows no names: each reservation obeys its own token, and an order shows one. */
import { Holdfast } from './support/holdfast';
import { expectBought, payButton, toCheckout } from './support/shop';
import { head, holdPlaces, more, open, OPEN_AIR } from './support/standing';
import { expect, test as base } from './support/test';

const test = base.extend<object, { holdfast: Holdfast }>({
  holdfast: [
    async ({}, use) => {
      const holdfast = await Holdfast.start({ HOLDFAST_CALLER_HEADER: 'ignore' });
      await use(holdfast);
      await holdfast.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('a family buys at two prices with one hold', async ({ page }) => {
  await open(page, OPEN_AIR);
  await more(page, 'adult').click();
  await more(page, 'youth').click();
  await holdPlaces(page).click();
  await expect(head(page, /FIELD 스탠딩.*4,998석 남음/)).toBeVisible();
  await toCheckout(page);
  await payButton(page).click();
  await expectBought(page);
  await expect(page.getByText('FIELD 스탠딩 성인 1장')).toBeVisible();
  await expect(page.getByText('FIELD 스탠딩 청소년 1장')).toBeVisible();
});
