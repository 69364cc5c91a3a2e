// Reads a description with AsyncAPI's own parser; what it has to say against it goes to the standard error.
// Arguments: the folder of the npm packages, the description.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, path] = process.argv.slice(2);
const { Parser } = createRequire(join(modules, 'index.js'))('@asyncapi/parser');
const ERROR = 0;

const { document, diagnostics } = await new Parser().parse(readFileSync(path, 'utf8'));
const faults = diagnostics.filter(({ severity }) => severity === ERROR);
for (const { message, path: place } of faults) console.error(`${place.join('/')}: ${message}`);
process.exit(document && faults.length === 0 ? 0 : 1);
