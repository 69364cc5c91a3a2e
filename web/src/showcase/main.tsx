/** Every shared component in both themes, for developers: `npm run dev`, then /components.html. It is no entry of the build. */
import '@/styles/tokens.css';
import '@/styles/base.css';
import '@/styles/fonts.css';
import { createRoot } from 'react-dom/client';
import { Announcer } from '@/components/ui/announcer';
import { Toast } from '@/components/ui/toast';
import { loadFirstWords } from '@/i18n/language';
import { EXAMPLES } from './examples';
import styles from './showcase.module.css';

const THEMES = ['light', 'dark'] as const;

/** Names of the files below `components` that draw something. */
const FILES = Object.keys(import.meta.glob('../components/{ui,art,charts}/*.tsx'))
  .map((path) => path.replace(/^.*\/|\.tsx$/g, ''))
  .filter((name) => !/\.test$|^motifs/.test(name));

function Showcase() {
  const missing = FILES.filter((name) => !(name in EXAMPLES));
  return (
    <main className={styles.showcase}>
      <h1>Components</h1>
      {missing.length > 0 && <p data-missing>Without an example: {missing.join(', ')}</p>}
      {Object.entries(EXAMPLES).map(([name, Example]) => (
        <section key={name} aria-label={name}>
          <h2>{name}</h2>
          <div className={styles.themes}>
            {THEMES.map((theme) => (
              <div key={theme} className={styles.theme} style={{ colorScheme: theme }}>
                <Example theme={theme} />
              </div>
            ))}
          </div>
        </section>
      ))}
      <Announcer />
      <Toast />
    </main>
  );
}

await loadFirstWords();
const root = document.getElementById('root');
if (root) createRoot(root).render(<Showcase />);
