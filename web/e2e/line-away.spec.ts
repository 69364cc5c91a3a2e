/** A sale with a line in front of it, whose visitors leave for a while, or whose server does. Each test has a show of its own. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import {
  enterButton,
  goIn,
  join,
  leaveSale,
  numberOf,
  openRoom,
  position,
  stage,
  test,
} from './support/line';
import { expect } from './support/test';

const [HALL, THEATRE] = [2, 3];
/** It has a room for one buyer at a time. */
const CELLAR = 9;

test('reloads, a second tab and a closed tab cost nothing', async ({ page, another, holdfast }) => {
  await openRoom(holdfast, HALL);
  await goIn(await another(), HALL);
  await join(page, HALL);
  await expect(numberOf(page)).toHaveText('2번');
  await page.reload();
  await expect(numberOf(page)).toHaveText('2번');
  const second = await page.context().newPage();
  await second.goto(`/events/${HALL}/line`);
  await expect(numberOf(second)).toHaveText('2번');
  await page.close();
  await second.close();
  const back = await second.context().newPage();
  await back.goto('/');
  await expect(back.getByTestId('line-reminder')).toContainText('대기 중');
  await back.getByTestId('line-reminder').getByRole('link').click();
  await expect(numberOf(back)).toHaveText('2번');
});

test('a hidden tab is called, and a tab that slept through its turn goes first when it is back', async ({
  page,
  another,
  holdfast,
}) => {
  test.slow();
  const sleeper = await another();
  await openRoom(holdfast, THEATRE);
  await goIn(page, THEATRE);
  await join(sleeper, THEATRE);
  await expect(position(sleeper)).toBeVisible();
  const front = await sleeper.context().newPage();
  await front.goto('about:blank');
  await front.bringToFront();
  await hide(sleeper);
  await leaveSale(page);
  await expect(sleeper).toHaveTitle(/차례예요!/);

  const tab = await sleeper.context().newCDPSession(sleeper);
  await tab.send('Page.setWebLifecycleState', { state: 'frozen' });
  await join(page, THEATRE);
  // The call of the sleeper lapses, and the next in line is called.
  await expect(stage(page, 'called')).toBeVisible({ timeout: 60_000 });
  await enterButton(page).click();
  await expect(page).toHaveURL(/\/events\/3$/);
  await tab.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(stage(sleeper, 'waiting').getByText('다시 오셨네요')).toBeVisible({
    timeout: 30_000,
  });
  await expect(numberOf(sleeper)).toHaveText('2번');
  await leaveSale(page);
  await expect(stage(sleeper, 'called')).toBeVisible();
});

/** What a page sees when another tab is in front of it. */
const hide = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });

test.describe('a server that is gone for a while', () => {
  test.use({ outage: true });

  test('costs no place, and the page says so meanwhile', async ({ page, another, holdfast }) => {
    test.slow();
    await goIn(await another(), CELLAR);
    await join(page, CELLAR);
    await expect(numberOf(page)).toHaveText('2번');
    await holdfast.kill();
    await expect(stage(page, 'waiting').getByText('자리는 그대로 있고')).toBeVisible({
      timeout: 30_000,
    });
    await expectAccessible(page, 'a lost connection');
    await holdfast.run();
    await expect(stage(page, 'waiting').getByText('자리는 그대로 있고')).toHaveCount(0, {
      timeout: 30_000,
    });
    await expect(numberOf(page)).toHaveText('2번');
  });
});
