import { card, expectBought, hold, openClub, payButton, step, toCheckout } from './support/shop';
import { expect, test } from './support/test';

test('a declined payment says why, that no money moved, and lets the buyer try again', async ({
  page,
}) => {
  await openClub(page);
  await hold(page, [71]);
  await toCheckout(page);
  await card(page, 'tok_decline').check();
  await payButton(page).click();
  await expect(page.getByText('카드사가 결제를 거절했어요.', { exact: true })).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.getByText(/^돈은 나가지 않았고/)).toBeVisible();
  await expect(step(page, 'paid')).toHaveAttribute('data-state', 'failed');
  await page.getByRole('button', { name: '같은 자리로 다시 시도' }).click();
  await card(page, 'tok_ok').check();
  await payButton(page).click();
  await expectBought(page);
});

test('when another buyer was quicker after a decline, the map says so', async ({
  page,
  holdfast,
}) => {
  await openClub(page);
  await hold(page, [72]);
  await toCheckout(page);
  await card(page, 'tok_decline').check();
  await payButton(page).click();
  await expect(page.getByText('카드사가 결제를 거절했어요.', { exact: true })).toBeVisible({
    timeout: 20_000,
  });
  await expect
    .poll(() =>
      holdfast.hold(1, [72]).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await page.getByRole('button', { name: '같은 자리로 다시 시도' }).click();
  await expect(page).toHaveURL(/\/events\/1$/);
  await expect(page.getByText(/먼저 잡았어요/).first()).toBeVisible();
});

test('a slow payment is followed step by step, even across a reload, and ends in a ticket', async ({
  page,
}) => {
  await openClub(page);
  await hold(page, [73]);
  await toCheckout(page);
  await card(page, 'tok_slow').check();
  await payButton(page).click();
  await expect(step(page, 'paid')).toHaveAttribute('data-state', 'working');
  await page.reload();
  await expectBought(page);
  await page.getByRole('link', { name: '표 보기' }).click();
  await expect(page.getByRole('img', { name: '입장 코드' })).toBeVisible();
  await page.getByRole('link', { name: '내 예매' }).click();
  await expect(page.getByText('예매 완료').first()).toBeVisible();
});
