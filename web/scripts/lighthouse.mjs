/**
 * Lighthouse in the system's Chromium against the real binary: performance, accessibility and best practices of the list, the map and the
 * checkout, as a phone and as a desk see them. Exits with 1 when a score is below the goal.
 */
import { writeFile } from 'node:fs/promises';
import lighthouse, { desktopConfig } from 'lighthouse';
import puppeteer from 'puppeteer-core';
import { startDemo } from './demo.mjs';

const GOAL = 95;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
/** In either language. */
const HOLD = '::-p-xpath(//button[contains(., "석 잡기") or starts-with(., "Hold ")])';
const FORMS = process.env.LIGHTHOUSE_FORM?.split(',') ?? ['desktop', 'mobile'];
const RUNS = Number(process.env.LIGHTHOUSE_RUNS ?? 3);

const demo = await startDemo();
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--lang=ko-KR'],
  defaultViewport: { width: 1440, height: 900 },
});
let missed = 0;
let nextSeat = 1;
try {
  for (const form of FORMS) {
    await measure('/', form);
    await measure('/events/4', form);
    await measure('/events/1/checkout', form, hold);
  }
} finally {
  await browser.close();
  await demo.stop();
}
process.exit(missed > 0 ? 1 : 0);

/** The checkout shows something only to a buyer with a hold, which is kept by its tab. */
async function hold(page) {
  await page.goto(`${demo.url}/events/1`);
  await page.locator(`[data-seat="${nextSeat}"]`).click();
  nextSeat += 1;
  await page.locator(HOLD).click();
  await page.waitForSelector('[role="timer"]');
}

/** The median of a few runs: this machine has other work. */
async function measure(path, form, prepare = () => undefined) {
  const page = await browser.newPage();
  await prepare(page);
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const flags = { onlyCategories: CATEGORIES, disableStorageReset: true };
    const config = form === 'desktop' ? desktopConfig : undefined;
    const { lhr } = await lighthouse(demo.url + path, flags, config, page);
    runs.push(lhr);
  }
  // Without a hold it would have been the page of a buyer with nothing to pay.
  if (path.endsWith('checkout')) await page.waitForSelector('[role="timer"]', { timeout: 5_000 });
  await page.close();
  const scores = CATEGORIES.map((name) => median(runs.map((lhr) => score(lhr, name))));
  missed += scores.filter((one) => one < GOAL).length;
  const metric = (name) => Math.round(median(runs.map((lhr) => lhr.audits[name].numericValue)));
  console.log(
    `${form} ${path}: ${CATEGORIES.map((name, index) => `${name} ${scores[index]}`).join(', ')}; ` +
      `FCP ${metric('first-contentful-paint')} ms, LCP ${metric('largest-contentful-paint')} ms, TBT ${metric('total-blocking-time')} ms`,
  );
  for (const name of CATEGORIES) explain(runs.at(-1), name);
  if (process.env.LIGHTHOUSE_DIR) {
    const file = `${process.env.LIGHTHOUSE_DIR}/${form}${path.replaceAll('/', '-')}.json`;
    await writeFile(file, JSON.stringify(runs.at(-1)));
  }
}

/** What cost points. */
function explain(lhr, category) {
  for (const { id, weight } of lhr.categories[category].auditRefs) {
    const audit = lhr.audits[id];
    if (weight === 0 || audit.score === null || audit.score >= 0.9) continue;
    console.log(`  ${category}: ${id} ${audit.displayValue ?? ''} ${audit.title}`);
  }
}

function score(lhr, category) {
  return Math.round(100 * (lhr.categories[category].score ?? 0));
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
