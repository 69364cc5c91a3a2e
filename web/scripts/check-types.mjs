// Fails when src/api/schema.ts is not what the contract generates.
import { readFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { format } from 'prettier';

const contract = new URL('../../contracts/openapi/holdfast.json', import.meta.url);
const written = await readFile(new URL('../src/api/schema.ts', import.meta.url), 'utf8');
const style = {
  ...JSON.parse(await readFile(new URL('../.prettierrc.json', import.meta.url), 'utf8')),
  parser: 'typescript',
};
const bare = async (text) =>
  (await format(text, style)).replace(/^\/\*\*[\s\S]*?\*\/\s*/, '').trim();

const generated = await bare(astToString(await openapiTS(contract)));
if (generated !== (await bare(written))) {
  console.error(
    'src/api/schema.ts is older than contracts/openapi/holdfast.json: run `npm run types`',
  );
  process.exit(1);
}
console.log('src/api/schema.ts is what the contract says');
