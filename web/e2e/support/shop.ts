/**
 * What a buyer does on the page. Seats are named by their ids. The files share one server, and seats that one of them holds are held for
 * the next one: each file uses other seats, or a server of its own (`apart`).
 */
import { expect, type Page } from '@playwright/test';
import type { Holdfast } from './holdfast';

export const CLUB = 1;
export const HALL = 2;
export const ARENA = 4;
export const LATER = 5;

export const seat = (page: Page, id: number) => page.locator(`[data-seat="${id - 1}"]`);

export async function openClub(page: Page): Promise<void> {
  await page.goto(`/events/${CLUB}`);
  await live(page);
}

export const live = (page: Page) => expect(page.locator('[data-connection="live"]')).toBeVisible();

export async function choose(page: Page, ids: number[]): Promise<void> {
  for (const id of ids) {
    await seat(page, id).click();
    await expect(seat(page, id)).toHaveAttribute('aria-pressed', 'true');
  }
}

export const holdButton = (page: Page) => page.getByRole('button', { name: /석 잡기$|^Hold \d/ });

export async function hold(page: Page, ids: number[]): Promise<void> {
  await choose(page, ids);
  await holdButton(page).click();
  await expect(page.getByRole('timer')).toBeVisible();
}

export async function toCheckout(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^결제하기$|^Continue to payment$/ }).click();
  await expect(payButton(page)).toBeVisible();
}

export const payButton = (page: Page) =>
  page.getByRole('button', { name: /₩[\d,]+ 결제하기|^Pay ₩[\d,]+/ });

export const card = (page: Page, token: string) => page.locator(`input[value="${token}"]`);

export const step = (page: Page, name: string) => page.locator(`[data-step="${name}"]`);

export async function expectBought(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  for (const name of ['placed', 'paid', 'secured', 'done']) {
    await expect(step(page, name)).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  }
}

/** The next holds of this page last this many seconds. */
export async function holdFor(page: Page, seconds: number): Promise<void> {
  await page.route('**/api/reservations', async (route) => {
    const body = route.request().postDataJSON() as Record<string, unknown>;
    await route.continue({ postData: JSON.stringify({ ...body, holdSeconds: seconds }) });
  });
}

/** The orders of the buyer in this browser, as the server has them. */
export async function ordersOf(page: Page, holdfast: Holdfast): Promise<unknown[]> {
  // The page's own token is in its memory alone.
  const token = await page.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch('/api/auth/refresh', { method: 'POST', headers, body: '{}' });
    return ((await response.json()) as { accessToken: string }).accessToken;
  });
  const { items } = await holdfast.api<{ items: unknown[] }>('/api/orders', {
    headers: { Authorization: `Bearer ${token}` },
  });
  return items;
}
