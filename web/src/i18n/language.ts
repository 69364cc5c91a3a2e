/** The language of the page. Only the dictionary that is read is fetched. */
import { create } from 'zustand';
import { isText, recall, remember } from '@/lib/storage';
import type { ko } from './ko';

export type Dictionary = typeof ko;
export type Language = 'ko' | 'en';

interface LanguageState {
  language: Language;
  text: Dictionary;
}

const useLanguageState = create<LanguageState>(() => ({ language: 'ko', text: {} as Dictionary }));

const load: Record<Language, () => Promise<Dictionary>> = {
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
};

/** What was chosen before; else Korean, unless the browser does not ask for it at all. */
export function preferredLanguage(): Language {
  const chosen = recall('browser', 'language', isText);
  if (chosen === 'ko' || chosen === 'en') return chosen;
  const wanted = navigator.languages ?? [navigator.language];
  return wanted.some((tag) => tag.toLowerCase().startsWith('ko')) ? 'ko' : 'en';
}

export async function speak(language: Language): Promise<void> {
  const text = await load[language]();
  useLanguageState.setState({ language, text });
  document.documentElement.lang = language;
}

export function chooseLanguage(language: Language): void {
  remember('browser', 'language', language);
  void speak(language);
}

export const useText = (): Dictionary => useLanguageState((state) => state.text);
export const useLanguage = (): Language => useLanguageState((state) => state.language);
export const currentText = (): Dictionary => useLanguageState.getState().text;
export const currentLanguage = (): Language => useLanguageState.getState().language;
