// Parses LogQL: `node parse.mjs MODULES QUERIES`, a folder with Grafana's grammar and a JSON list. Fails with the first query that is none.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, queries] = process.argv.slice(2);
const require = createRequire(join(modules, 'index.js'));
const { parser } = require('@grafana/lezer-logql');

for (const query of JSON.parse(queries)) {
  let wrong;
  parser.parse(query).iterate({
    enter: (node) => {
      wrong ??= node.type.isError ? node.from : undefined;
    },
  });
  if (wrong !== undefined) {
    console.error(`no LogQL at letter ${wrong + 1}: ${query}`);
    process.exit(1);
  }
}
