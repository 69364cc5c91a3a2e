import { wordsFor } from '@/i18n/dictionary';
import { useFormat } from '@/i18n/format';
import type { SaleHealth } from '../api/sale-health';
import styles from '../console.module.css';
import { useWords } from '../words/use-words';
import { Icon } from './icons';

type PromiseState = 'kept' | 'broken' | 'notYet';

/** Every promise by its number, with how much has been compared for it. */
export function Promises({ health }: { health: SaleHealth }) {
  const { promises: words } = useWords();
  const format = useFormat();
  const promises = Object.entries(health.promises).sort(([one], [other]) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  if (promises.length === 0) return null;
  return (
    <table className={styles.promises}>
      <caption>{words.title}</caption>
      <thead>
        <tr>
          <th scope="col">{words.promise}</th>
          <th scope="col">{words.checks}</th>
          <th scope="col">{words.state}</th>
        </tr>
      </thead>
      <tbody>
        {promises.map(([promise, { checks, breaches }]) => {
          const state = stateOf(checks, breaches);
          return (
            <tr key={promise} data-promise={promise} data-state={state}>
              <th scope="row">
                <abbr>{promise}</abbr> {wordsFor(words.names, promise)}
              </th>
              <td>{format.number(checks)}</td>
              <td>
                <Icon name={state} size={16} /> {words[state]}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function stateOf(checks: number, breaches: number): PromiseState {
  if (breaches > 0) return 'broken';
  return checks > 0 ? 'kept' : 'notYet';
}
