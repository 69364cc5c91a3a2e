import type { ko } from './ko';

/** What every language has words for. */
export type Dictionary = typeof ko;

/** The words for a name from the server, of which there may be some that this page does not know. */
export const wordsFor = <Words>(
  words: Readonly<Record<string, Words>>,
  name: string,
): Words | undefined => (Object.hasOwn(words, name) ? words[name] : undefined);
