/** The page of components, as the dev server serves it to developers. */
import { fileURLToPath } from 'node:url';
import { createServer, type ViteDevServer } from 'vite';
import { expectAccessible } from './support/accessible';
import { expect, test } from './support/test';

let server: ViteDevServer;

test.beforeAll(async () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  server = await createServer({ root, logLevel: 'error', server: { port: 0, host: '127.0.0.1' } });
  await server.listen();
});

test.afterAll(() => server.close());

test('every shared component has an example, accessible in both themes', async ({ page }) => {
  test.slow();
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}components.html`);
  await expect(page.getByRole('heading', { name: 'poster' })).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('[data-missing]')).toHaveCount(0);
  await expectAccessible(page, 'components');
});
