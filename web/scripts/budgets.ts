// Fails the build when a page grows beyond its budget: what its visitors load before they see it, compressed with brotli.
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** An entry or a page of the build, by the modules that its first view needs, each with all that it imports. */
export interface Budget {
  name: string;
  modules: readonly string[];
  scriptKilobytes: number;
  styleKilobytes: number;
}

type Bundle = Rolldown.OutputBundle;

const KILOBYTE = 1024;

export function budgets(all: readonly Budget[]): Plugin {
  return {
    name: 'budgets',
    apply: 'build',
    async writeBundle(_options, bundle) {
      const over: string[] = [];
      const sizes = new Map<string, Promise<number>>();
      for (const budget of all) {
        const files = filesOf(bundle, budget);
        const scripts = await kilobytes(
          bundle,
          sizes,
          files.filter((name) => name.endsWith('.js')),
        );
        const styles = await kilobytes(
          bundle,
          sizes,
          files.filter((name) => name.endsWith('.css')),
        );
        const line = `${budget.name}: ${scripts.toFixed(1)} of ${budget.scriptKilobytes} kB scripts, ${styles.toFixed(1)} of ${budget.styleKilobytes} kB styles`;
        this.info(line);
        if (scripts > budget.scriptKilobytes || styles > budget.styleKilobytes) over.push(line);
      }
      if (over.length > 0) this.error(`over budget:\n${over.join('\n')}`);
    },
  };
}

/** The files that are fetched for these modules: their chunks, what those import, and their styles. */
function filesOf(bundle: Bundle, { name, modules }: Budget): string[] {
  const files = new Set<string>();
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  const add = (chunk: Rolldown.OutputChunk | undefined) => {
    if (!chunk || files.has(chunk.fileName)) return;
    files.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    for (const file of chunk.imports) add(chunks.find(({ fileName }) => fileName === file));
  };
  for (const module of modules) {
    const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${module}`)));
    if (!chunk) throw new Error(`budget ${name}: no chunk has ${module}`);
    add(chunk);
  }
  return [...files];
}

/** Pages share files: each is compressed once. */
async function kilobytes(
  bundle: Bundle,
  sizes: Map<string, Promise<number>>,
  files: readonly string[],
): Promise<number> {
  const sizeOf = (file: string) => {
    const size = sizes.get(file) ?? compressedSize(bundle, file);
    sizes.set(file, size);
    return size;
  };
  const all = await Promise.all(files.map(sizeOf));
  return all.reduce((sum, size) => sum + size, 0) / KILOBYTE;
}

async function compressedSize(bundle: Bundle, file: string): Promise<number> {
  const output = bundle[file];
  if (!output) throw new Error(`there is no ${file}`);
  const text = output.type === 'chunk' ? output.code : output.source;
  return (await promisify(brotliCompress)(text)).length;
}
