/** Runs axe-core with every rule of WCAG 2.2 AA and its best practices; in the dark, where only colours differ, with those of colours. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const COLOURS = ['color-contrast', 'link-in-text-block'];

export async function expectAccessible(page: Page, state: string): Promise<void> {
  // Otherwise axe fetches every style sheet again, and complains in the console when the page is offline. No rule of these needs them.
  const axe = new AxeBuilder({ page }).options({ preload: false });
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const { violations } = await (dark ? axe.withRules(COLOURS) : axe.withTags(TAGS)).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
  expect(found, state).toEqual([]);
}
