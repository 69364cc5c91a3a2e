/** The choice is left to the server; and a choice that leaves a single seat, which one show does not want. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import type { Holdfast } from './support/holdfast';
import { CLUB, HALL, holdButton, live, openClub, seat } from './support/shop';
import { head, open, WAREHOUSE } from './support/standing';
import { expect, test } from './support/test';

test.use({ apart: 'best', outage: true });

const best = (page: Page) =>
  page.getByRole('button', { name: /^가장 좋은 \d석 바로 잡기$|^Take best \d now$/ });

async function heldIn(holdfast: Holdfast, eventId: number): Promise<number[]> {
  const map = await holdfast.api<{ seats: { id: number; status: string }[] }>(
    `/api/events/${eventId}/seats`,
  );
  return map.seats.filter(({ status }) => status === 'HELD').map(({ id }) => id);
}

test('the best three are held by the keyboard alone, and are side by side', async ({
  page,
  holdfast,
}) => {
  await page.goto(`/events/${HALL}`);
  await live(page);
  await page.getByRole('button', { name: '자리 수 늘리기' }).focus();
  await page.keyboard.press('Enter');
  await expect(best(page)).toHaveText('가장 좋은 3석 바로 잡기');
  await expectAccessible(page, 'best seats offered');
  await best(page).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('timer')).toBeVisible();
  const [first = 0, ...others] = await heldIn(holdfast, HALL);
  expect(others).toEqual([first + 1, first + 2]);
  await expectAccessible(page, 'best seats held');
});

test('where so many are not left the page says so, in English', async ({ another, holdfast }) => {
  const ids = Array.from({ length: 99 }, (_, at) => at + 2);
  for (let at = 0; at < ids.length; at += 8) await holdfast.hold(CLUB, ids.slice(at, at + 8));
  const page = await another({ locale: 'en-GB' });
  await openClub(page);
  await best(page).click();
  await expect(page.locator('[data-code="NO_SEATS_TOGETHER"]')).toContainText('Try fewer.');
  await expect(page.getByRole('timer')).toHaveCount(0);
});

test('a choice that leaves a single seat is refused, in words that say which', async ({
  another,
}) => {
  const page = await another({ locale: 'en-GB' });
  await open(page, WAREHOUSE);
  await head(page, /BALCONY/).click();
  await seat(page, 2).click();
  await holdButton(page).click();
  const note = page.locator('[data-code="LEAVES_SINGLE_SEAT"]');
  await expect(note).toContainText('Left alone: Section BALCONY, row 1, seat 1');
  await expectAccessible(page, 'a single seat would be left');
  // One seat over.
  await seat(page, 2).click();
  await seat(page, 1).click();
  await expect(note).toHaveCount(0);
  await holdButton(page).click();
  await expect(page.getByRole('timer')).toBeVisible();
});
