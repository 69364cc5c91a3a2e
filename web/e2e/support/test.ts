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
  /** A file with a name of its own gets a server of its own: for tests that end with seats still held. */
  apart: string;
  holdfast: Holdfast;
  pageUrl: string;
}

interface TestFixtures {
  /** The server is down for a while: the browser may report failed requests. */
  outage: boolean;
  /** The server differs from the contract: the page may report it. */
  mismatch: boolean;
  /** Another buyer in a browser of their own. */
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
  mismatch: [false, { option: true }],
  // Every test fails on an unexpected line in the console.
  page: async ({ page, outage, mismatch }, use) => {
    const lines = listen(page);
    await use(page);
    expect(unexpected(lines, { outage, mismatch }), 'the console is silent').toEqual([]);
  },
  another: async ({ browser, baseURL, outage, mismatch, locale }, use) => {
    const opened: { page: Page; lines: string[] }[] = [];
    await use(async (options = {}) => {
      const page = await open(browser, {
        ...(baseURL ? { baseURL } : {}),
        ...(locale ? { locale } : {}),
        timezoneId: 'Asia/Seoul',
        ...options,
      });
      opened.push({ page, lines: listen(page) });
      return page;
    });
    for (const { page, lines } of opened) {
      expect(unexpected(lines, { outage, mismatch }), 'the console is silent').toEqual([]);
      await page.context().close();
    }
  },
});

const open = async (browser: Browser, options: BrowserContextOptions) =>
  (await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })).newPage();

/** The errors and warnings of a page's console, as they come. */
function listen(page: Page): string[] {
  const lines: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') lines.push(message.text());
  });
  page.on('pageerror', (error) => lines.push(String(error)));
  return lines;
}

/** A refusal is a normal response, and the browser reports it as a resource that failed to load. */
const REFUSAL = /status of (401|403|404|409|410|422)/;

const OUTAGE = /ERR_|status of 50\d/;

const MISMATCH = /differs from the contract/;

const unexpected = (lines: string[], { outage, mismatch }: Omit<TestFixtures, 'another'>) => {
  const expected = [REFUSAL, ...(outage ? [OUTAGE] : []), ...(mismatch ? [MISMATCH] : [])];
  return lines.filter((line) => !expected.some((pattern) => pattern.test(line)));
};

export { expect };
