/** A picture of a page that stands still. */
import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect } from './test';

/** Waits until two pictures in a row are alike: fonts are there, and what moves has arrived. */
export async function takePicture(page: Page, path: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  let before: Buffer = Buffer.alloc(0);
  await expect
    .poll(
      async () => {
        const now = await page.screenshot();
        const same = now.equals(before);
        before = now;
        return same;
      },
      { message: 'the page stands still', timeout: 30_000, intervals: [100] },
    )
    .toBe(true);
  await writeFile(path, before);
}
