import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/i18n/language';
import styles from './shell.module.css';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const ICONS = { system: Monitor, light: Sun, dark: Moon };

const current = (): Theme => {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : 'system';
};

/** Stored as a bare word, because `first.js` reads it before anything else runs. */
function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('holdfast.theme', theme);
  } catch {
    // Then the choice lasts until the page is closed.
  }
}

export function ThemeSwitch() {
  const { theme: text } = useText();
  const [theme, setTheme] = useState<Theme>(current);
  const Icon = ICONS[theme];
  const next = () => {
    const chosen = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    apply(chosen);
    setTheme(chosen);
  };
  return (
    <button
      type="button"
      className={styles.tool}
      onClick={next}
      aria-label={`${text.label}: ${text[theme]}`}
    >
      <Icon size={20} aria-hidden="true" />
    </button>
  );
}
