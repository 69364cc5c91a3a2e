/** Small and low screens: what is needed is in sight, and nothing lies over anything else. */
import { expectAccessible } from './support/accessible';
import { ARENA, choose, CLUB, HALL, holdButton, live, seat } from './support/shop';
import { expect, test } from './support/test';

test.use({ apart: 'small' });

test('a phone on its side shows several rows of sections beside the dock', async ({ another }) => {
  const page = await another({ viewport: { width: 740, height: 360 }, hasTouch: true });
  await page.goto(`/events/${ARENA}`);
  await live(page);
  const map = await page.getByTestId('seat-map').boundingBox();
  expect(map!.height).toBeGreaterThan(240);
  expect(map!.width).toBeGreaterThan(360);
  await expect(holdButtonOrSuggestion(page)).toBeInViewport({ ratio: 1 });
});

test('at 320 px the dock covers neither the prices nor the zoom buttons', async ({ another }) => {
  const page = await another({ viewport: { width: 320, height: 568 }, hasTouch: true });
  await page.goto(`/events/${ARENA}`);
  await live(page);
  const zoom = page.getByRole('button', { name: '확대' });
  const price = page.getByRole('button', { name: /^₩154,000$/ });
  for (const part of [zoom, price]) {
    await expect(part).toBeInViewport({ ratio: 1 });
    // Playwright only presses what nothing else covers.
    await part.click({ trial: true });
  }
});

test('the names of sections are not written over the row above', async ({ page }) => {
  await page.goto(`/events/${HALL}`);
  await live(page);
  const { scale, size } = await page.evaluate(async () => {
    const texts: { size: number; text: string }[] = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
      texts.push({ size: Number.parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? '0'), text });
      write.call(this, text, x, y);
    };
    document.documentElement.dataset.theme = 'dark';
    await new Promise((done) => setTimeout(done, 500));
    const frame = document.querySelector('svg[data-whole] rect:last-of-type');
    const width = Number(frame?.getAttribute('width'));
    const map = document.querySelector('[data-testid="seat-map"]')?.clientWidth ?? 0;
    return {
      scale: map / width,
      size: Math.max(...texts.filter(({ text }) => text === 'VIP').map(({ size }) => size)),
    };
  });
  // The aisle above a section is one row high.
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThan(scale);
});

test('the sheet of a phone has three stops', async ({ another }) => {
  const page = await another({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.goto(`/events/${CLUB}`);
  await live(page);
  const grip = page.getByRole('button', { name: '고르는 곳 넓히기' });
  const stop = page.locator('[data-stop]');
  await expect(stop).toHaveAttribute('data-stop', 'peek');
  await expect(seat(page, 1)).toBeHidden();
  await expectAccessible(page, 'sheet, closed');
  await grip.click();
  await expect(stop).toHaveAttribute('data-stop', 'half');
  await expectAccessible(page, 'sheet, half open');
  await choose(page, [1]);
  const box = await grip.boundingBox();
  await page.mouse.move(box!.x + 20, box!.y + 10);
  await page.mouse.down();
  await page.mouse.move(box!.x + 20, box!.y - 60, { steps: 4 });
  await page.mouse.up();
  await expect(stop).toHaveAttribute('data-stop', 'full');
  await expect(holdButton(page)).toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: '배치도' }).click();
  await expect(stop).toHaveAttribute('data-stop', 'peek');
  await expect(holdButton(page)).toBeInViewport({ ratio: 1 });
});

const holdButtonOrSuggestion = (page: Parameters<typeof seat>[0]) =>
  page.getByRole('button', { name: /석 추천$/ });
