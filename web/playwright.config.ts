import { defineConfig } from '@playwright/test';

/** The system's own Chromium: nothing is downloaded. */
const executablePath = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Each has a server of its own. While one waits for a page, an answer or a clock, the other one has the processor.
  workers: process.env.WORKERS ? Number(process.env.WORKERS) : 2,
  fullyParallel: false,
  timeout: 60_000,
  // A slow machine may miss a timeout; the report shows a test that passes on a retry as flaky.
  retries: process.env.CI ? 2 : 0,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? 'line' : 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath, args: ['--no-sandbox'] },
    viewport: { width: 1440, height: 900 },
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    colorScheme: 'light',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'shop', testMatch: '*.spec.ts' },
    { name: 'film', testMatch: '*.film.ts' },
    { name: 'screens', testMatch: '*.screens.ts' },
    { name: 'screenshots', testMatch: '*.screenshots.ts' },
    { name: 'measure', testMatch: '*.measure.ts', timeout: 900_000, workers: 1 },
  ],
});
