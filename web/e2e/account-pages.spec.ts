/** The pages of an account: accessible in both themes, by keyboard alone, and on small screens. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import { accountMenu, emailField, logIn, makeAccount, PASSWORD, submit } from './support/account';
import { expect, test } from './support/test';

test.use({ apart: 'account-pages' });

const FORMS = ['/login', '/signup', '/forgot', '/verify#token=a', '/reset#token=a', '/verify'];

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test('every page is accessible', async ({ page, holdfast }) => {
  test.slow();
  const email = await makeAccount(holdfast);
  for (const path of FORMS) {
    await page.goto('/');
    await page.goto(path);
    await expect(heading(page)).toBeVisible();
    await expectAccessible(page, path);
  }
  await page.goto('/login');
  await page.getByLabel('이메일').fill(email);
  await page.getByLabel('비밀번호', { exact: true }).fill('a wrong password');
  await submit(page).click();
  await expect(page.locator('[data-code]')).toBeVisible();
  await expectAccessible(page, 'refused');
  await page.goto('/forgot');
  await page.getByLabel('이메일').fill(email);
  await submit(page).click();
  await expect(page.getByRole('link', { name: '데모 메일함 열기' })).toBeVisible();
  await expectAccessible(page, 'a letter was sent');
  await page.goto('/mailbox');
  await expect(page.getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page, 'mailbox');
  await logIn(page, email);
  await expect(page.getByText('이 기기')).toBeVisible();
  await accountMenu(page).click();
  await expectAccessible(page, 'account, with its menu');
});

for (const width of [320, 390]) {
  for (const locale of ['ko-KR', 'en-GB']) {
    test(`nothing is wider than ${width} px, ${locale}`, async ({ another, holdfast }) => {
      const page = await another({ viewport: { width, height: 700 }, locale });
      const email = await makeAccount(holdfast);
      await logIn(page, email);
      const fits = async (path: string) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, path).toBeLessThanOrEqual(width);
      };
      await expect(page.getByText(email).first()).toBeVisible();
      await accountMenu(page).click();
      await fits('/account');
      await page.goto('/mailbox');
      await expect(heading(page)).toBeVisible();
      await fits('/mailbox');
      await page.context().clearCookies();
      await page.evaluate(() => localStorage.clear());
      for (const path of FORMS) {
        await page.goto('/');
        await page.goto(path);
        await expect(heading(page)).toBeVisible();
        await fits(path);
      }
    });
  }
}

test('by keyboard alone: in, through the menu, and out', async ({ page, holdfast }) => {
  const email = await makeAccount(holdfast);
  await page.goto('/login');
  await expect(heading(page)).toBeVisible();
  await emailField(page).focus();
  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByText(email).first()).toBeVisible();
  await accountMenu(page).focus();
  await page.keyboard.press('Enter');
  await expect(accountMenu(page)).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(accountMenu(page)).toHaveAttribute('aria-expanded', 'false');
  await expect(accountMenu(page)).toBeFocused();
  await page.keyboard.press('Space');
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '로그아웃', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(emailField(page)).toBeVisible();
});
