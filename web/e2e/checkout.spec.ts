/** What the checkout must never do: offer to pay what is unknown, be empty, or hide the clock and the button. */
import type { Page } from '@playwright/test';
import { CLUB, expectBought, hold, holdFor, openClub, payButton, toCheckout } from './support/shop';
import { expect, test } from './support/test';

test.use({ apart: 'checkout', outage: true });

const denied = { status: 403, json: { code: 'FORBIDDEN', message: 'no', traceId: '0'.repeat(32) } };
const anyPay = (page: Page) => page.getByRole('button', { name: /결제하기|^결제$/ });

/** As in a tab that never had the layout: what was kept of the purchase is gone too. */
const forgetDetails = (page: Page) =>
  page.evaluate(() => sessionStorage.removeItem('holdfast.details'));

test('seats whose price cannot be fetched cannot be paid for, and the hold and its clock stay', async ({
  page,
}) => {
  await openClub(page);
  await hold(page, [1]);
  await page.route('**/layout?**', (route) => route.fulfill(denied));
  await page.goto(`/events/${CLUB}/checkout`);
  await forgetDetails(page);
  await page.reload();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(anyPay(page)).toHaveCount(0);
  await expect(page.getByText('#1')).toHaveCount(0);
  await expect(page.getByRole('timer')).toBeVisible();
  await page.unroute('**/layout?**');
  await page.getByRole('button', { name: '다시 시도' }).click();
  await expect(payButton(page)).toBeEnabled();
});

test('without the payment methods nothing can be paid, and the buyer can fetch them again', async ({
  page,
}) => {
  await page.route('**/api/payments/methods', (route) => route.fulfill(denied));
  await openClub(page);
  await hold(page, [2]);
  await page.getByRole('link', { name: '결제하기' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(payButton(page)).toBeDisabled();
  await page.unroute('**/api/payments/methods');
  await page.getByRole('button', { name: '다시 시도' }).click();
  await expect(page.getByRole('radio').first()).toBeVisible();
  await expect(payButton(page)).toBeEnabled();
});

test('the header and a placeholder are there while the code of the next page is on its way', async ({
  page,
}) => {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/assets/checkout-page-*.js', async (route) => {
    await arrived;
    await route.continue();
  });
  await openClub(page);
  await hold(page, [3]);
  await page.getByRole('link', { name: '결제하기' }).click();
  await expect(page.getByRole('status', { name: '불러오는 중' })).toBeVisible();
  await expect(page.getByRole('banner')).toBeVisible();
  arrive();
  await expect(payButton(page)).toBeVisible();
});

test('code that does not arrive after the payment leaves the header, and is fetched again on request', async ({
  page,
}) => {
  await page.route('**/assets/order-page-*.js', (route) => route.abort());
  await openClub(page);
  await hold(page, [4]);
  await toCheckout(page);
  await payButton(page).click();
  await expect(page).toHaveURL(/\/orders\//);
  await expect(page.getByRole('heading', { name: '화면을 다 불러오지 못했어요' })).toBeVisible();
  await expect(page.getByRole('banner')).toBeVisible();
  await page.unroute('**/assets/order-page-*.js');
  await page.getByRole('button', { name: '다시 불러오기' }).click();
  await expectBought(page);
});

test('the code of the next page is fetched before it is asked for', async ({ page }) => {
  await openClub(page);
  const fetched = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .join(),
    );
  await expect.poll(fetched).toContain('/checkout-page-');
  await hold(page, [5]);
  await toCheckout(page);
  await expect.poll(fetched).toContain('/order-page-');
});

test('on a phone the clock and the button are in sight, wherever the page is', async ({
  another,
}) => {
  const page = await another({ viewport: { width: 390, height: 700 }, hasTouch: true });
  await openClub(page);
  await page.getByRole('button', { name: '목록' }).click();
  await hold(page, [6, 7]);
  await toCheckout(page);
  await expect(page.getByRole('radio').first()).toBeVisible();
  for (const viewport of [
    { width: 390, height: 700 },
    { width: 320, height: 568 },
    { width: 740, height: 360 },
  ]) {
    await page.setViewportSize(viewport);
    for (const to of [0, 10_000]) {
      await page.evaluate((top) => scrollTo(0, top), to);
      await expect(payButton(page)).toBeInViewport({ ratio: 1 });
      await expect(page.getByRole('timer')).toBeInViewport({ ratio: 1 });
    }
  }
});

test('a reload in an outage still shows the show, the seats and the total', async ({ page }) => {
  await openClub(page);
  await hold(page, [8]);
  await toCheckout(page);
  await page.route('**/api/events/**', (route) => route.abort());
  await page.reload();
  await expect(page.getByText('A 구역 1열 8번')).toBeVisible();
  await expect(page.getByRole('heading', { name: '봄밤의 재즈 클럽' })).toBeVisible();
  await expect(payButton(page)).toHaveText(/₩44,000/);
});

test('a paid order says what was bought, even while the order itself cannot be fetched', async ({
  page,
}) => {
  await openClub(page);
  await hold(page, [9]);
  await toCheckout(page);
  await page.route('**/api/orders/*', (route) => route.abort());
  await payButton(page).click();
  await expect(page).toHaveURL(/\/orders\//);
  await page.reload();
  await expect(page.getByText('A 구역 1열 9번')).toBeVisible();
  await expect(page.getByText('주문은 전해졌어요. 결과를 가져오는 중이에요.')).toBeVisible();
  await page.unroute('**/api/orders/*');
  await expectBought(page);
});

test('a hold that has expired names the seats that were lost', async ({ page }) => {
  await holdFor(page, 5);
  await openClub(page);
  await hold(page, [11]);
  await expect(page.getByTestId('hold-expired')).toContainText('A 구역 2열 1번', {
    timeout: 20_000,
  });
});
