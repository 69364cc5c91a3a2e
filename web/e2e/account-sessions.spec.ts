/** Sessions that end or expire while something is being bought, and several tabs of one browser. */
import {
  accountMenu,
  countRenewals,
  emailField,
  endOthers,
  fillIn,
  logIn,
  logInElsewhere,
  makeAccount,
} from './support/account';
import { expectBought, hold, openClub, payButton, toCheckout } from './support/shop';
import { expect, test } from './support/test';

test.use({ apart: 'account-sessions' });

test('a token that expires in the middle of a checkout is renewed without a word', async ({
  page,
  context,
}) => {
  await openClub(page);
  await hold(page, [11]);
  await toCheckout(page);
  const renewals = countRenewals(context);
  const expired = { code: 'TOKEN_EXPIRED', message: 'expired', traceId: '0'.repeat(32) };
  await page.route('**/api/orders', (route) => route.fulfill({ status: 401, json: expired }), {
    times: 1,
  });
  await payButton(page).click();
  await expectBought(page);
  expect(renewals.all()).toBe(1);
});

test('a buyer who was logged out elsewhere logs in again at the checkout, and keeps the seats', async ({
  page,
  holdfast,
}) => {
  const email = await makeAccount(holdfast);
  await logIn(page, email);
  await openClub(page);
  await hold(page, [13]);
  await toCheckout(page);
  await endOthers(holdfast, await logInElsewhere(holdfast, email));
  await payButton(page).click();
  const note = page.locator('[data-code="SESSION_ENDED"]');
  await expect(note).toBeVisible();
  await expect(page.getByTestId('session-notice')).toBeVisible();
  // Another press changes nothing: the seats are out of reach, and not lost.
  await payButton(page).click();
  await expect(note).toBeVisible();
  await expect(page.getByRole('timer').first()).toBeVisible();
  await note.getByRole('link', { name: '로그인' }).click();
  await fillIn(page, email);
  await expect(page).toHaveURL(/\/checkout$/);
  await expect(note).toBeHidden();
  await payButton(page).click();
  await expectBought(page);
});

test('what was held before the log-in survives the end of that session too', async ({
  page,
  holdfast,
}) => {
  const email = await makeAccount(holdfast);
  await openClub(page);
  await hold(page, [15]);
  await toCheckout(page);
  await page.getByRole('link', { name: '로그인하고 사면' }).click();
  await fillIn(page, email);
  await expect(payButton(page)).toBeVisible();
  await endOthers(holdfast, await logInElsewhere(holdfast, email));
  await page.getByRole('button', { name: '1분 늘리기' }).click();
  await expect(page.getByTestId('session-notice')).toBeVisible();
  await payButton(page).click();
  await page.locator('[data-code="SESSION_ENDED"]').getByRole('link', { name: '로그인' }).click();
  await fillIn(page, email);
  await payButton(page).click();
  await expectBought(page);
});

test('tabs share one renewal, and a log-out in one is one in all', async ({
  page,
  context,
  holdfast,
}) => {
  const email = await makeAccount(holdfast);
  await logIn(page, email);
  const renewals = countRenewals(context);
  const other = await context.newPage();
  await other.goto('/account');
  await expect(other.getByText(email).first()).toBeVisible();
  expect(renewals.all(), 'the second tab has the token of the first').toBe(0);
  await Promise.all([page.reload(), other.reload()]);
  for (const tab of [page, other]) await expect(tab.getByText(email).first()).toBeVisible();
  // A tab that is busy drawing answers too late for the other one, which then renews it once more, and not at the same time.
  expect(renewals.atOnce(), 'both tabs have lost theirs').toBe(1);
  expect(renewals.all()).toBeLessThanOrEqual(2);
  await accountMenu(page).click();
  await page.getByRole('button', { name: '로그아웃', exact: true }).click();
  for (const tab of [page, other]) await expect(emailField(tab)).toBeVisible();
  await expect(other.getByTestId('session-notice')).toBeHidden();
});

test('a session that was ended elsewhere is news, and the page goes on as a guest', async ({
  page,
  holdfast,
}) => {
  const email = await makeAccount(holdfast);
  await logIn(page, email);
  await openClub(page);
  await endOthers(holdfast, await logInElsewhere(holdfast, email));
  await hold(page, [17]);
  await expect(page.getByTestId('session-notice')).toBeVisible();
  await toCheckout(page);
  await payButton(page).click();
  await expectBought(page);
  await page.getByRole('button', { name: '닫기' }).click();
  await expect(page.getByTestId('session-notice')).toBeHidden();
});

test.describe('identity is away', () => {
  test.use({ outage: true });

  test('seats are held and bought all the same', async ({ page }) => {
    await page.route('**/api/auth/**', (route) => route.abort());
    await openClub(page);
    await hold(page, [19]);
    await toCheckout(page);
    await payButton(page).click();
    await expectBought(page);
  });

  test('what a session holds is waited for, and not lost', async ({ page }) => {
    await openClub(page);
    await hold(page, [21]);
    await page.route('**/api/auth/**', (route) => route.abort());
    await page.reload();
    await toCheckout(page);
    await payButton(page).click();
    await expect(page.getByText('주문이 전해졌는지 확인하고 있어요').first()).toBeVisible();
    await page.unroute('**/api/auth/**');
    await expectBought(page);
  });
});
