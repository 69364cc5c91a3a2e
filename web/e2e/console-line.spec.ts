/** The lines in the console against the real binary: an operator opens a room, sees what limits it, and steers it. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import { Holdfast } from './support/holdfast';
import { join, OPERATOR, stage } from './support/line';
import { HALL } from './support/shop';
import { expect, test as base } from './support/test';

const test = base.extend<object, { holdfast: Holdfast }>({
  holdfast: [
    async ({}, use) => {
      const holdfast = await Holdfast.start({ HOLDFAST_OPERATOR_TOKEN: OPERATOR });
      await use(holdfast);
      await holdfast.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** The show of the demo season that has a line. */
const CELLAR = 9;

const openLines = (page: Page) => page.goto(`/console/line#token=${OPERATOR}`);
const room = (page: Page, event: number) =>
  page.getByRole('region', { name: new RegExp(`^${event} ·`) });
const figure = (page: Page, event: number, name: string) =>
  room(page, event)
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: name }) });

test('the demo season has a line for one buyer at a time', async ({ page, another }) => {
  await openLines(page);
  await expect(room(page, CELLAR)).toHaveAttribute('data-limit', 'NONE_WAITING');
  await join(await another(), CELLAR);
  await join(await another(), CELLAR);
  await expect(figure(page, CELLAR, '기다리는 사람')).toContainText('1');
  await expect(room(page, CELLAR)).toHaveAttribute('data-limit', 'CAP');
  await expect(room(page, CELLAR)).toContainText('한 사람이 나오면 다음 사람을 불러요.');
  await expectAccessible(page, 'a line at its cap');
});

test('an operator opens, pauses, resumes, adjusts and ends a line', async ({ page, another }) => {
  await openLines(page);
  await page.getByLabel('공연 번호').fill(String(HALL));
  const opening = page.getByRole('region', { name: '대기실 열기' });
  await opening.getByLabel('동시에 최대').fill('1');
  await opening.getByLabel('1분에 최대').fill('6000');
  await opening.getByRole('button', { name: '대기실 열기' }).click();
  const card = room(page, HALL);
  await expect(card).toHaveAttribute('data-phase', 'OPEN');

  const [first, second] = [await another(), await another()];
  await join(first, HALL);
  await expect(stage(first, 'called')).toBeVisible();
  await join(second, HALL);
  await expect(stage(second, 'waiting')).toBeVisible();
  await card.getByLabel('이유').fill('the doors are late');
  await card.getByRole('button', { name: '멈추기' }).click();
  await expect(card).toHaveAttribute('data-limit', 'PAUSED');
  await expect(stage(second, 'waiting').getByText('입장이 잠시 멈췄어요')).toBeVisible();
  await card.getByText('기록', { exact: true }).click();
  await expect(card.getByText('the doors are late')).toBeVisible();

  await card.getByLabel('모두에게 보일 말').fill('곧 문이 열려요.');
  await card.getByLabel('동시에 최대').fill('2');
  await card.getByRole('button', { name: '저장' }).click();
  await expect(stage(second, 'waiting').getByText('곧 문이 열려요.')).toBeVisible();
  await expect(stage(second, 'waiting')).toBeVisible();
  await card.getByRole('button', { name: '재개' }).click();
  await expect(stage(second, 'called')).toBeVisible();

  await expect(card.getByRole('button', { name: '줄 끝내기' })).toBeDisabled();
  await card.getByLabel('끝내려면').fill(String(HALL));
  await card.getByRole('button', { name: '줄 끝내기' }).click();
  await expect(stage(second, 'open')).toBeVisible();
  await expect(card).toBeHidden();
});

test('a refusal is shown, in English and on a phone too', async ({ another }) => {
  const page = await another({ locale: 'en-US', viewport: { width: 320, height: 700 } });
  await openLines(page);
  await page.getByLabel('Event number').fill(String(CELLAR));
  await page.getByRole('button', { name: 'Open the room' }).click();
  await expect(page.locator('[data-code="SALE_NOT_OPEN"]')).toBeVisible();
  await expectAccessible(page, 'a refusal');
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over).toBeLessThanOrEqual(0);
});
