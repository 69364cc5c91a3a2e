import {
  expect,
  test as base,
  type Browser,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test';
import { Holdfast } from './holdfast';
import { servePage } from './page-server';

interface WorkerFixtures {
  /** A name of its own gives a file a server of its own: for tests that end with seats still held. */
  apart: string;
  holdfast: Holdfast;
  pageUrl: string;
}

interface TestFixtures {
  /** The server is away for a while: the browser may report requests that fail. */
  outage: boolean;
  /** Another person in a browser of their own. */
  another(options?: BrowserContextOptions): Promise<Page>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  apart: ['', { option: true, scope: 'worker' }],
  holdfast: [
    async ({}, use) => {
      const holdfast = await Holdfast.start();
      await use(holdfast);
      await holdfast.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  pageUrl: [
    async ({ holdfast }, use) => {
      const server = await servePage(holdfast);
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ pageUrl }, use) => use(pageUrl),
  outage: [false, { option: true }],
  // Every test fails on a word in the console that it did not expect.
  page: async ({ page, outage }, use) => {
    const said = listen(page);
    await use(page);
    expect(unexpected(said, outage), 'the console is silent').toEqual([]);
  },
  another: async ({ browser, baseURL, outage, locale }, use) => {
    const opened: { page: Page; said: string[] }[] = [];
    await use(async (options = {}) => {
      const page = await open(browser, {
        ...(baseURL ? { baseURL } : {}),
        ...(locale ? { locale } : {}),
        timezoneId: 'Asia/Seoul',
        ...options,
      });
      opened.push({ page, said: listen(page) });
      return page;
    });
    for (const { page, said } of opened) {
      expect(unexpected(said, outage), 'the console is silent').toEqual([]);
      await page.context().close();
    }
  },
});

const open = async (browser: Browser, options: BrowserContextOptions) =>
  (await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })).newPage();

function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  return said;
}

/** Refusals are answers: the browser reports each of them as a failed resource, and so does this list of what is normal. */
const REFUSAL = /status of (401|403|404|409|410|422)/;

const OUTAGE = /ERR_|status of 50\d/;

const unexpected = (said: string[], outage: boolean) =>
  said.filter((line) => !REFUSAL.test(line) && !(outage && OUTAGE.test(line)));

export { expect };
