/** Log-ins with the account of a provider, in a browser and at a real provider. */
import { expectAccessible } from './support/accessible';
import { accountMenu, logIn, makeAccount, newAddress } from './support/account';
import { freePort, Holdfast } from './support/holdfast';
import { servePage } from './support/page-server';
import { TestProvider } from './support/provider';
import { expect, test as base } from './support/test';

const HOST = '127.0.0.1';

const test = base.extend<object, { shopPort: number; provider: TestProvider }>({
  shopPort: [async ({}, use) => use(await freePort()), { scope: 'worker' }],
  provider: [
    async ({ shopPort }, use) => {
      const provider = await TestProvider.start(`http://${HOST}:${shopPort}`);
      await use(provider);
      await provider.close();
    },
    { scope: 'worker' },
  ],
  holdfast: [
    async ({ provider, shopPort }, use) => {
      const holdfast = await Holdfast.start({
        ...provider.settings,
        HOLDFAST_PUBLIC_ORIGIN: `http://${HOST}:${shopPort}`,
      });
      await use(holdfast);
      await holdfast.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  pageUrl: [
    async ({ holdfast, shopPort }, use) => {
      const server = await servePage(holdfast, shopPort);
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],
});

let people = 0;
const person = (email: string, isVerified = true) => {
  people += 1;
  return { id: `person-${people}`, email, isVerified };
};

const button = 'ACME 계정으로 계속하기';

test('a new visitor has an account at once, and comes back to it', async ({
  page,
  another,
  provider,
}) => {
  const email = newAddress();
  provider.person = person(email);
  await page.goto('/login?next=%2Forders');
  await page.getByRole('link', { name: button }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/orders$/);
  await expect(accountMenu(page)).toBeVisible();
  await page.goto('/account');
  await expect(page.getByText(email).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: '비밀번호 정하기' })).toBeVisible();
  await expectAccessible(page, 'an account without a password');
  await page.getByRole('button', { name: 'ACME 연결 해제' }).click();
  await expect(page.locator('[data-code="LAST_LOGIN"]')).toBeVisible();
  const elsewhere = await another();
  await elsewhere.goto('/signup');
  await elsewhere.getByRole('link', { name: button }).click();
  await expect(accountMenu(elsewhere)).toBeVisible();
});

test('who has an account logs in once, links it, and comes by the provider then', async ({
  page,
  another,
  holdfast,
  provider,
}) => {
  const email = await makeAccount(holdfast);
  provider.person = person(email);
  await page.goto('/login');
  await page.getByRole('link', { name: button }).click();
  await expect(page.locator('[data-code="LINK_REQUIRED"]')).toBeVisible();
  await expectAccessible(page, 'a link is required');
  await logIn(page, email);
  await page.getByRole('button', { name: 'ACME 계정 연결하기' }).click();
  await expect(page.getByRole('button', { name: 'ACME 연결 해제' })).toBeVisible();
  await expect(page).toHaveURL(/\/account$/);
  await expectAccessible(page, 'an account with a link');
  const elsewhere = await another();
  await elsewhere.goto('/login');
  await elsewhere.getByRole('link', { name: button }).click();
  await expect(elsewhere.getByText(email).first()).toBeVisible();
});

test('an address that the provider does not vouch for makes no account', async ({
  page,
  provider,
}) => {
  provider.person = person(newAddress(), false);
  await page.goto('/login');
  await page.getByRole('link', { name: button }).click();
  await expect(page.locator('[data-code="EMAIL_UNVERIFIED"]')).toBeVisible();
  await expect(accountMenu(page)).toBeHidden();
});

test.describe('a provider that is away', () => {
  test.use({ outage: true });

  test('keeps no one from a password', async ({ page, holdfast, provider }) => {
    const email = await makeAccount(holdfast);
    await provider.close();
    await logIn(page, email);
  });
});
