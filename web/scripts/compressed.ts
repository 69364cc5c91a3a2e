// Writes a .br and a .gz beside every text file of the build, so that no server compresses at request time.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(js|css|html|svg|json|txt|webmanifest)$/;
const WORTH_IT_BYTES = 512;

export function compressed(): Plugin {
  let folder = 'dist';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true });
      for (const file of files.filter((name) => TEXT.test(name))) {
        const path = join(folder, file);
        const plain = await readFile(path);
        if (plain.length < WORTH_IT_BYTES) continue;
        const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } };
        await writeFile(`${path}.br`, await promisify(brotliCompress)(plain, brotli));
        await writeFile(`${path}.gz`, await promisify(gzip)(plain, { level: 9 }));
      }
    },
  };
}
