/**
 * Runs axe-core with every rule of WCAG 2.2 AA and its best practices; then again in the dark, where only colours differ, with those of
 * colours. So a test that reaches a state has it checked in both themes.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const COLOURS = ['color-contrast', 'link-in-text-block'];

export async function expectAccessible(page: Page, state: string): Promise<void> {
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  if (!dark) {
    await expectNoViolation(axe(page).withTags(TAGS), state);
    await show(page, 'dark');
  }
  await expectNoViolation(axe(page).withRules(COLOURS), `${state}, dark`);
  if (dark) return;
  await show(page, 'light');
  await page.emulateMedia({ reducedMotion: null });
}

// Otherwise axe fetches every style sheet again, and complains in the console when the page is offline. No rule of these needs them.
const axe = (page: Page) => new AxeBuilder({ page }).options({ preload: false });

async function expectNoViolation(builder: AxeBuilder, state: string): Promise<void> {
  const { violations } = await builder.analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
  expect(found, state).toEqual([]);
}

/** Returns when it is drawn. Without motion, so that no colour is on its way from one theme to the other. */
async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
}
