/** The language of the page. Only its own dictionary is fetched. */
import * as v from 'valibot';
import { create } from 'zustand';
import { recall, remember } from '@/lib/storage';
import type { Dictionary } from './dictionary';

const languages = v.picklist(['ko', 'en']);

export type Language = v.InferOutput<typeof languages>;

interface LanguageState {
  language: Language;
  /** `null` until the first dictionary is loaded, which is before anything is rendered. */
  text: Dictionary | null;
}

const useLanguageState = create<LanguageState>(() => ({ language: 'ko', text: null }));

const load: Record<Language, () => Promise<Dictionary>> = {
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
};

/** The buyer's earlier choice; else Korean, unless the browser does not ask for Korean at all. */
export function preferredLanguage(): Language {
  const chosen = recall('browser', 'language', languages);
  if (chosen) return chosen;
  const wanted = navigator.languages ?? [navigator.language];
  return wanted.some((tag) => tag.toLowerCase().startsWith('ko')) ? 'ko' : 'en';
}

export async function loadLanguage(language: Language): Promise<void> {
  const text = await load[language]();
  useLanguageState.setState({ language, text });
  document.documentElement.lang = language;
}

export function chooseLanguage(language: Language): void {
  remember('browser', 'language', language);
  void loadLanguage(language);
}

export function useText(): Dictionary {
  const text = useLanguageState((state) => state.text);
  if (!text) throw new Error('rendered before a language was loaded');
  return text;
}

export const useLanguage = (): Language => useLanguageState((state) => state.language);
