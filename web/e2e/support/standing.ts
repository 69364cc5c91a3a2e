/** What a buyer does with sections without seats. */
import type { Page } from '@playwright/test';
import { live } from './shop';

export const OPEN_AIR = 7;
export const WAREHOUSE = 8;

export const price = (page: Page, tier: string) => page.locator(`[data-tier="${tier}"]`);
export const more = (page: Page, tier: string) => price(page, tier).getByRole('button').last();
export const head = (page: Page, section: RegExp) => page.getByRole('button', { name: section });
export const holdPlaces = (page: Page) => page.getByRole('button', { name: /장 잡기$|^Hold \d/ });

export async function open(page: Page, eventId: number): Promise<void> {
  await page.goto(`/events/${eventId}`);
  await live(page);
}
