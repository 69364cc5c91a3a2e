/** The language of the page. Only its own words are fetched, and of those the parts that the pages need. */
import { create } from 'zustand';
import { recallChoice, rememberChoice } from '@/lib/preference';
import type { Dictionary, Part } from './dictionary';
import { LOADERS, type Language } from './parts';

export type { Language };

const LANGUAGES = ['ko', 'en'] as const;

interface LanguageState {
  language: Language;
  text: Partial<Dictionary>;
}

const useLanguageState = create<LanguageState>(() => ({
  language: preferredLanguage(),
  text: {},
}));

/** Every part that a page has asked for: another language needs the same. */
const wanted = new Set<Part>();

/** The buyer's earlier choice; else Korean, unless the browser does not ask for Korean at all. */
function preferredLanguage(): Language {
  const chosen = recallChoice('language', LANGUAGES);
  if (chosen) return chosen;
  const accepted = navigator.languages ?? [navigator.language];
  return accepted.some((tag) => tag.toLowerCase().startsWith('ko')) ? 'ko' : 'en';
}

/** Fetches parts in the language of the page, unless they are here. */
export async function loadWords(parts: readonly Part[]): Promise<void> {
  for (const part of parts) wanted.add(part);
  const { language } = useLanguageState.getState();
  const words = await fetchWords(language, parts);
  // When the language was changed meanwhile, these parts were fetched with it.
  if (useLanguageState.getState().language !== language) return;
  useLanguageState.setState(({ text }) => ({ text: { ...text, ...words } }));
}

export async function loadLanguage(language: Language, parts: readonly Part[] = []): Promise<void> {
  for (const part of parts) wanted.add(part);
  let known: Part[] = [];
  let text: Partial<Dictionary> = {};
  // A page that was opened meanwhile has added its parts.
  while (known.length < wanted.size) {
    known = [...wanted];
    text = await fetchWords(language, known);
  }
  useLanguageState.setState({ language, text });
  document.documentElement.lang = language;
}

async function fetchWords(
  language: Language,
  parts: readonly Part[],
): Promise<Partial<Dictionary>> {
  const words = await Promise.all(parts.map((part) => LOADERS[language][part]()));
  return words.reduce<Partial<Dictionary>>((all, some) => ({ ...all, ...some }), {});
}

/** What the page starts with. */
export const loadFirstWords = (...parts: Part[]): Promise<void> =>
  loadLanguage(useLanguageState.getState().language, ['common', ...parts]);

export function chooseLanguage(language: Language): void {
  rememberChoice('language', language);
  void loadLanguage(language);
}

export function useText(): Dictionary {
  const text = useLanguageState((state) => state.text);
  // A page is rendered when its parts are here, and reads no others: the table of pages names them, and the browser tests see each page.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
  return text as Dictionary;
}

export const useLanguage = (): Language => useLanguageState((state) => state.language);
