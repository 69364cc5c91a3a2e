import type { Page } from '@playwright/test';
import { expectBought, live, openClub } from './support/shop';
import { expect, test } from './support/test';

/** Presses Tab until the focus is where it should be. */
async function tabTo(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the focus never got there');
}

const focusedIs = (page: Page, selector: string) => () =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

const focusedSays = (page: Page, text: RegExp) => async () =>
  text.test(
    await page.evaluate(() => {
      const focused = document.activeElement;
      return focused?.matches('a, button') ? (focused.textContent ?? '') : '';
    }),
  );

test('a purchase by keyboard alone, on the map', async ({ page }) => {
  await page.goto('/');
  await tabTo(page, focusedSays(page, /봄밤의 재즈 클럽/));
  await page.keyboard.press('Enter');
  await live(page);
  await tabTo(page, focusedIs(page, '[role="application"]'));
  await expect(page.getByText(/A 구역 \d+열 \d+번, ₩44,000, 선택 가능/)).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/선택, 모두 1석/)).toBeAttached();
  await tabTo(page, focusedSays(page, /^1석 잡기$/));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('timer')).toBeVisible();
  await tabTo(page, focusedSays(page, /^결제하기$/));
  await page.keyboard.press('Enter');
  await tabTo(page, focusedIs(page, 'input[value="tok_ok"]'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await tabTo(page, focusedSays(page, /^₩44,000 결제하기$/));
  await page.keyboard.press('Enter');
  await expectBought(page);
});

test('the arrow keys move within the list of seats, which is one stop for the tab key', async ({
  page,
}) => {
  await openClub(page);
  await page.locator('[data-seat="95"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-seat="96"]')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('[data-seat="86"]')).toBeFocused();
  await expect(page.locator('[data-seat][tabindex="0"]')).toHaveCount(1);
});

test('the keys move by section and by seat in the arena', async ({ page }) => {
  await page.goto('/events/4');
  await live(page);
  await page.getByTestId('seat-map').focus();
  await page.keyboard.press('s');
  await page.keyboard.press('s');
  await expect(page.getByText(/구역 1열 1번/).first()).toBeAttached();
  await page.keyboard.press('0');
});
