// Fails when src/schema.ts is not what the description of the API generates.
import { readFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const contract = new URL('../../../contracts/openapi/holdfast.json', import.meta.url);
const written = await readFile(new URL('../src/schema.ts', import.meta.url), 'utf8');
const bare = (text) => text.replace(/^\/\*\*[\s\S]*?\*\/\s*/, '').trim();

if (bare(astToString(await openapiTS(contract))) !== bare(written)) {
  console.error('src/schema.ts is older than contracts/openapi/holdfast.json: run `npm run types`');
  process.exit(1);
}
console.log('src/schema.ts is what the contract says');
