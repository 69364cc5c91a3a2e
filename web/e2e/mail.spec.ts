/** Letters by a real mail server. */
import {
  accountMenu,
  emailField,
  newAddress,
  PASSWORD,
  passwordField,
  submit,
} from './support/account';
import { Holdfast } from './support/holdfast';
import { MailServer } from './support/mail-server';
import { expect, test as base } from './support/test';

const test = base.extend<object, { mail: MailServer }>({
  mail: [
    async ({}, use) => {
      const mail = await MailServer.start();
      await use(mail);
      await mail.close();
    },
    { scope: 'worker' },
  ],
  holdfast: [
    async ({ mail }, use) => {
      const holdfast = await Holdfast.start(mail.settings);
      await use(holdfast);
      await holdfast.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('an account is made by the link of a mail, once', async ({ page, mail }) => {
  const email = newAddress();
  await page.goto('/signup');
  await emailField(page).fill(email);
  await submit(page).click();
  await expect(page.getByRole('heading', { name: '메일을 확인해 주세요' })).toBeVisible();
  await expect(page.getByRole('link', { name: '데모 메일함 열기' })).toBeHidden();
  await expect.poll(() => mail.letters.length).toBe(1);
  const [letter] = mail.letters;
  expect(letter?.to?.map(({ address }) => address)).toEqual([email]);
  expect(letter?.from?.address).toBe('tickets@shop.example');
  expect(letter?.subject).toContain('가입을 확인');
  const [, token] = /#token=(\S+)/.exec(letter?.text ?? '') ?? [];
  await page.goto(`/verify#token=${token}`);
  await passwordField(page).fill(PASSWORD);
  await submit(page).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(accountMenu(page)).toBeVisible();
  await page.goto('/');
  await page.goto(`/verify#token=${token}`);
  await passwordField(page).fill(PASSWORD);
  await submit(page).click();
  await expect(page.locator('[data-code="LINK_EXPIRED"]')).toBeVisible();
});
