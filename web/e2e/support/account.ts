/** What a visitor does to have an account, on the page and elsewhere. */
import { expect, type BrowserContext, type Page, type Request } from '@playwright/test';
import type { Holdfast } from './holdfast';

export const PASSWORD = 'correct staple of horses';

let accounts = 0;
/** Of no other test: a mailbox gets five links an hour. */
export const newAddress = (): string => {
  accounts += 1;
  return `buyer-${process.pid}-${accounts}@example.com`;
};

interface SignedIn {
  accessToken: string;
  sessionId: string;
}

const post = <T>(holdfast: Holdfast, path: string, body: object) =>
  holdfast.api<T>(path, { method: 'POST', body: JSON.stringify(body) });

/** An account that was made elsewhere, by its address. */
export async function makeAccount(holdfast: Holdfast): Promise<string> {
  const email = newAddress();
  const body = JSON.stringify({ email, locale: 'ko' });
  await fetch(`${holdfast.url}/api/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  const token = await tokenFor(holdfast, email);
  await post(holdfast, '/api/auth/verify', { token, password: PASSWORD });
  return email;
}

/** Of the link that was sent to this address last. */
async function tokenFor(holdfast: Holdfast, email: string): Promise<string> {
  let token: string | undefined;
  await expect
    .poll(async () => {
      const { items } = await holdfast.api<{ items: { to: string; text: string }[] }>(
        '/api/auth/mailbox',
      );
      const letter = items.find(({ to }) => to === email);
      token = /#token=(\S+)/.exec(letter?.text ?? '')?.[1];
      return token;
    })
    .toBeTruthy();
  return token ?? '';
}

/** The same account on another device. */
export const logInElsewhere = (holdfast: Holdfast, email: string): Promise<SignedIn> =>
  post(holdfast, '/api/auth/login', { email, password: PASSWORD });

/** Ends every session but that of the device which asks. */
export async function endOthers(holdfast: Holdfast, { accessToken }: SignedIn): Promise<void> {
  const headers = { Authorization: `Bearer ${accessToken}` };
  const { items } = await holdfast.api<{ items: { id: string; current: boolean }[] }>(
    '/api/users/me/sessions',
    { headers },
  );
  for (const { id } of items.filter(({ current }) => !current)) {
    const path = `${holdfast.url}/api/users/me/sessions/${id}`;
    expect((await fetch(path, { method: 'DELETE', headers })).status).toBe(204);
  }
}

export const emailField = (page: Page) => page.getByLabel(/^(이메일|E-mail)$/);
export const passwordField = (page: Page) => page.getByLabel(/^(비밀번호|Password)$/);
export const submit = (page: Page) => page.locator('form button[type="submit"]');
export const accountMenu = (page: Page) =>
  page.getByRole('button', { name: /^(계정 메뉴|Account menu)$/ });

/** On the page to log in that is shown. */
export async function fillIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await emailField(page).fill(email);
  await passwordField(page).fill(password);
  await submit(page).click();
}

export async function logIn(page: Page, email: string): Promise<void> {
  await page.goto('/login');
  await fillIn(page, email);
  await expect(page).toHaveURL(/\/account$/);
  await expect(accountMenu(page)).toBeVisible();
}

/** Opens the letter to this address in the mailbox of the demo, once it has been sent. */
export async function openLetter(page: Page, email: string, subject: RegExp): Promise<void> {
  const letters = page.getByRole('listitem').filter({ hasText: email });
  const letter = letters.filter({ hasText: subject }).first();
  await expect(async () => {
    await page.getByRole('button', { name: /^(새로 고침|Look again)$/ }).click();
    await expect(letter).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await letter.getByRole('link').click();
}

/** Counts the renewals of a browser, whichever tab sends them, and those that were under way at once. */
export function countRenewals(context: BrowserContext): { all(): number; atOnce(): number } {
  const [underWay, seen] = [new Set<Request>(), { all: 0, atOnce: 0 }];
  const ended = (request: Request) => underWay.delete(request);
  context.on('request', (request) => {
    if (!request.url().endsWith('/api/auth/refresh')) return;
    underWay.add(request);
    seen.all += 1;
    seen.atOnce = Math.max(seen.atOnce, underWay.size);
  });
  context.on('requestfinished', ended);
  context.on('requestfailed', ended);
  return { all: () => seen.all, atOnce: () => seen.atOnce };
}
