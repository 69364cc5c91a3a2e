import { expectAccessible } from './support/accessible';
import {
  ARENA,
  card,
  expectBought,
  hold,
  holdFor,
  LATER,
  live,
  openClub,
  payButton,
  seat,
  toCheckout,
} from './support/shop';
import { expect, test } from './support/test';

test('every page and state is accessible', async ({ page }) => {
  test.slow();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: '새벽 페스티벌' })).toBeVisible();
  await expectAccessible(page, 'shows');
  await page.goto(`/events/${LATER}`);
  await live(page);
  await expectAccessible(page, 'not open yet');
  await page.goto(`/events/${ARENA}`);
  await live(page);
  await page.getByRole('button', { name: /B2 구역/ }).click();
  await expectAccessible(page, 'arena with an open section');
  const id = 94;
  await openClub(page);
  await seat(page, id).click();
  await expectAccessible(page, 'chosen');
  await seat(page, id).click();
  await hold(page, [id]);
  await expectAccessible(page, 'held');
  await page.getByRole('link', { name: '내 예매' }).click();
  await expectAccessible(page, 'confirmation before leaving');
  await page.getByRole('button', { name: '계속 예매하기' }).click();
  await toCheckout(page);
  await expectAccessible(page, 'checkout');
  await card(page, 'tok_decline').check();
  await payButton(page).click();
  await expect(page.getByText('카드사가 결제를 거절했어요.', { exact: true })).toBeVisible({
    timeout: 20_000,
  });
  await page.getByText('진행 기록').click();
  await expectAccessible(page, 'cancelled order');
  await page.getByRole('button', { name: '같은 자리로 다시 시도' }).click();
  await payButton(page).click();
  await expectBought(page);
  await expectAccessible(page, 'finished order');
  await page.getByRole('link', { name: '표 보기' }).click();
  await expect(page.getByRole('img', { name: '입장 코드' })).toBeVisible();
  await expectAccessible(page, 'ticket');
  await page.goto('/orders');
  await expect(page.getByText('예매 완료').first()).toBeVisible();
  await expectAccessible(page, 'my orders');
  await page.goto('/events/999');
  await expect(page.getByRole('heading', { name: '없는 공연이에요.' })).toBeVisible();
  await expectAccessible(page, 'no such show');
  await page.evaluate(() => {
    history.pushState({}, '', '/nowhere');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await expect(page.getByRole('heading', { name: '없는 페이지예요' })).toBeVisible();
  await expectAccessible(page, 'no such page');
});

test('the expired hold is accessible', async ({ page }) => {
  await holdFor(page, 5);
  await openClub(page);
  await hold(page, [96]);
  await expect(page.getByTestId('hold-expired')).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page, 'expired');
});

test('English is complete: a purchase without a Korean word', async ({ another }) => {
  const page = await another({ locale: 'en-GB', timezoneId: 'Europe/London' });
  const hangul = async () => {
    const text = await page.evaluate(() => document.body.innerText);
    // The switch names the other language in that language.
    return text.replace('한국어', '').match(/[가-힣]+/g) ?? [];
  };
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'A Spring Night at the Jazz Club' })).toBeVisible();
  await expect(page.getByText(/at the venue/).first()).toBeVisible();
  expect(await hangul()).toEqual([]);
  await openClub(page);
  await hold(page, [97]);
  expect(await hangul()).toEqual([]);
  await toCheckout(page);
  expect(await hangul()).toEqual([]);
  await payButton(page).click();
  await expectBought(page);
  expect(await hangul()).toEqual([]);
  await page.getByRole('link', { name: 'Show ticket' }).click();
  await expect(page.getByRole('button', { name: 'Print' })).toBeVisible();
  expect(await hangul()).toEqual([]);
  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.getByRole('button', { name: '인쇄하기' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
});

test('a purchase on a phone, by touch', async ({ another }) => {
  const page = await another({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
  });
  await openClub(page);
  const map = await page.getByTestId('seat-map').boundingBox();
  if (!map) throw new Error('no map');
  // The club fits on the screen: its seats are large enough to be tapped one by one. No other test takes the last row.
  await page.touchscreen.tap(map.x + map.width / 2, map.y + map.height / 2);
  await page.getByRole('button', { name: '목록' }).tap();
  const chosen = await page.locator('[aria-pressed="true"][data-seat]').count();
  if (chosen === 0) await seat(page, 98).tap();
  await page.getByRole('button', { name: /석 잡기/ }).tap();
  await expect(page.getByRole('timer')).toBeVisible();
  await page.getByRole('link', { name: '결제하기' }).tap();
  await payButton(page).tap();
  await expectBought(page);
});

test('nothing is lost at 360 px, and at 200 % zoom', async ({ another }) => {
  for (const viewport of [
    { width: 360, height: 640 },
    { width: 720, height: 450 },
  ]) {
    const page = await another({ viewport });
    for (const path of ['/', '/events/1', '/orders', '/events/1/checkout']) {
      await page.goto(path);
      await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(wide, `${path} at ${viewport.width}`).toBeLessThanOrEqual(0);
    }
  }
});

test('no request leaves the origin', async ({ page, pageUrl }) => {
  const strangers: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(pageUrl)) strangers.push(request.url());
  });
  await page.goto('/');
  await openClub(page);
  expect(strangers).toEqual([]);
});
