import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/i18n/language';
import { rememberChoice } from '@/lib/preference';
import styles from './shell.module.css';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const ICONS = { system: Monitor, light: Sun, dark: Moon };

const current = (): Theme => {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : 'system';
};

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  rememberChoice('theme', theme);
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
