import { expect, test, vi } from 'vitest';
import { PageCode } from './page-code';

const Page = () => null;
const atOnce = () => Promise.resolve();

test('code that does not arrive is fetched again, up to a limit', async () => {
  const fetchCode = vi.fn().mockRejectedValueOnce(new Error('lost')).mockResolvedValue(Page);
  const page = new PageCode(fetchCode, [], atOnce);
  await page.load();
  expect(page.read()).toEqual({ phase: 'here', component: Page });
  const never = vi.fn().mockRejectedValue(new Error('lost'));
  const missing = new PageCode(never, [], atOnce);
  await missing.load();
  expect(missing.read().phase).toBe('missing');
  expect(never).toHaveBeenCalledTimes(3);
});

test('missing code is fetched anew on request, and every change is announced', async () => {
  const fetchCode = vi.fn().mockRejectedValue(new Error('lost'));
  const page = new PageCode(fetchCode, [], atOnce);
  const phases: string[] = [];
  page.listen(() => phases.push(page.read().phase));
  await page.load();
  fetchCode.mockResolvedValue(Page);
  await page.load();
  expect(phases).toEqual(['fetching', 'missing', 'fetching', 'here']);
});

test('code that is here or on its way is not fetched twice', async () => {
  const fetchCode = vi.fn().mockResolvedValue(Page);
  const page = new PageCode(fetchCode, [], atOnce);
  await Promise.all([page.load(), page.load()]);
  await page.load();
  expect(fetchCode).toHaveBeenCalledTimes(1);
});
