import type { Holdfast } from './support/holdfast';
import { choose, CLUB, hold, holdFor, openClub, seat, toCheckout } from './support/shop';
import { expect, test } from './support/test';

test('a hold expires in front of the buyer, who may hold the same seats again', async ({
  page,
}) => {
  await holdFor(page, 5);
  await openClub(page);
  await hold(page, [41, 42]);
  await expect(page.getByTestId('hold-expired')).toBeVisible({ timeout: 20_000 });
  await expect(seat(page, 41)).toHaveAttribute('data-look', 'f');
  await page.getByRole('button', { name: '같은 자리 다시 잡기' }).click();
  await expect(page.getByRole('timer')).toBeVisible();
});

test('a hold that ends on the checkout page says so and offers both ways to go on', async ({
  page,
}) => {
  await holdFor(page, 5);
  await openClub(page);
  await hold(page, [43]);
  await toCheckout(page);
  await expect(page.getByTestId('hold-expired')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: '다른 자리 고르기' })).toBeVisible();
});

test('more time is added on request', async ({ page }) => {
  await holdFor(page, 30);
  await openClub(page);
  await hold(page, [44]);
  await expect(page.getByRole('timer')).toContainText(/0:[0-3]\d/);
  await page.getByRole('button', { name: '1분 늘리기' }).click();
  await expect(page.getByRole('timer')).toContainText(/1:[0-3]\d/);
});

test('leaving asks once and then releases the seats, even with the back button', async ({
  page,
  holdfast,
}) => {
  await page.goto('/');
  await page.getByRole('link', { name: '봄밤의 재즈 클럽' }).click();
  await hold(page, [51]);
  await page.goBack();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect(page).toHaveURL(/\/events\/1$/);
  await dialog.getByRole('button', { name: '계속 예매하기' }).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await page.getByRole('link', { name: '내 예매' }).click();
  await dialog.getByRole('button', { name: '놓고 나가기' }).click();
  await expect(page).toHaveURL(/\/orders$/);
  await expect.poll(() => statusOf(holdfast, 51)).toBe('AVAILABLE');
});

test('a reload keeps the selection, the hold and its time', async ({ page }) => {
  await openClub(page);
  await choose(page, [52]);
  await page.reload();
  await expect(seat(page, 52)).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: '1석 잡기' }).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('timer')).toContainText(/2:\d\d/);
  await expect(seat(page, 52)).toHaveAttribute('data-look', 'y');
});

test('no more than eight seats can be selected', async ({ page }) => {
  await openClub(page);
  await choose(page, [61, 62, 63, 64, 65, 66, 67, 68]);
  await seat(page, 69).click();
  await expect(seat(page, 69)).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByText(/한 번에 8석까지예요/).first()).toBeAttached();
});

async function statusOf(holdfast: Holdfast, id: number): Promise<string | undefined> {
  const map = await holdfast.api<{ seats: { id: number; status: string }[] }>(
    `/api/events/${CLUB}/seats`,
  );
  return map.seats.find((one) => one.id === id)?.status;
}
