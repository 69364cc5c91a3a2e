/** What a visitor and an operator do with a line. */
import type { Page } from '@playwright/test';
import { Holdfast } from './holdfast';
import { expect, test as base } from './test';

export const OPERATOR = 'an-operator-token-of-tests-that-is-long-enough';

/** On a server that has an operator. */
export const test = base.extend<object, { holdfast: Holdfast }>({
  holdfast: [
    async ({}, use) => {
      const holdfast = await Holdfast.start({ HOLDFAST_OPERATOR_TOKEN: OPERATOR });
      await use(holdfast);
      await holdfast.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** By the operator. */
export const operate = (holdfast: Holdfast, eventId: number, action: string, body: object = {}) =>
  holdfast.api(`/api/waiting-room/admin/events/${eventId}/${action}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${OPERATOR}` },
    body: JSON.stringify(body),
  });

/** Which no test chooses. */
const UNUSED_SEAT = 90;

/** A room for one buyer at a time, and the sale that wants its pass. */
export async function openRoom(holdfast: Holdfast, eventId: number): Promise<void> {
  await operate(holdfast, eventId, 'open', { cap: 1, ceiling: 6_000 });
  await expect
    .poll(() => holdfast.hold(eventId, [UNUSED_SEAT], 5).then(() => 'held', String))
    .toContain('QUEUE_TOKEN_REQUIRED');
}

export const stage = (page: Page, name: string) => page.locator(`[data-stage="${name}"]`);

export const position = (page: Page) => page.getByTestId('position');
export const numberOf = (page: Page) => page.locator('dd', { hasText: /^\d+번$/ });

export const joinButton = (page: Page) =>
  page.getByRole('button', { name: /^(줄 서기|Join the line|등록하기|Register)$/ });

export const enterButton = (page: Page) => page.getByRole('button', { name: /^(입장하기|Go in)$/ });

export async function join(page: Page, eventId: number): Promise<void> {
  await page.goto(`/events/${eventId}/line`);
  await joinButton(page).click();
}

/** Joins a line without others, and goes in. */
export async function goIn(page: Page, eventId: number): Promise<void> {
  await join(page, eventId);
  await expect(stage(page, 'called')).toBeVisible();
  await enterButton(page).click();
  await expect(page).toHaveURL(new RegExp(`/events/${eventId}$`));
}

/** Gives the slot back to those who wait. */
export async function leaveSale(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: '다 골랐어요' }).click();
}

/** Counts what a visitor hears and feels. To be called before the page is opened. */
export const listenToCalls = (page: Page) =>
  page.addInitScript(() => {
    const heard = { notes: 0, vibrations: 0 };
    Object.assign(window, { heard });
    const { createOscillator } = AudioContext.prototype;
    AudioContext.prototype.createOscillator = function (this: AudioContext) {
      heard.notes += 1;
      return createOscillator.call(this);
    };
    navigator.vibrate = () => {
      heard.vibrations += 1;
      return true;
    };
  });

export const heard = (page: Page) =>
  page.evaluate(
    () => (window as unknown as { heard: { notes: number; vibrations: number } }).heard,
  );

/** The sentences that a screen reader is given from now on. */
export async function listenToSentences(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const spoken: string[] = [];
    Object.assign(window, { spoken });
    for (const region of document.querySelectorAll('[aria-live="polite"], [aria-live="assertive"]'))
      new MutationObserver(() => {
        const text = region.textContent?.replaceAll('\u200b', '') ?? '';
        if (text !== '') spoken.push(text);
      }).observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
}
