import { useFormat } from '@/i18n/format';
import styles from '../console.module.css';
import { alarmsOf, type Alarm } from '../model/alarms';
import type { History } from '../model/readings';
import { readable } from '../model/rounded';
import type { Words } from '../words/ko';
import { useWords } from '../words/use-words';
import { Icon } from './icons';

/** The one sentence to read when there is time for only one. */
export function Verdict({ history }: { history: History }) {
  const words = useWords();
  const format = useFormat();
  const alarms = alarmsOf(history);
  if (alarms.length > 0) {
    return (
      <section className={styles.verdict} data-verdict="alarm">
        <Icon name="alarm" size={28} />
        <div role="alert">
          <h1>{words.alarms.label}</h1>
          <ul>
            {alarms.map((alarm) => (
              <li key={keyOf(alarm)}>{sentence(alarm, words, format)}</li>
            ))}
          </ul>
        </div>
      </section>
    );
  }
  return (
    <section className={styles.verdict} data-verdict="well">
      <Icon name="well" size={28} />
      <div>
        <h1>{words.well}</h1>
        <p className={styles.quiet}>{detail(history, words)}</p>
      </div>
    </section>
  );
}

/** All is well only as far as it has been checked. */
function detail(history: History, words: Words): string {
  const health = history.readings.at(-1)?.health;
  const checked = Object.values(health?.promises ?? {}).some(({ checks }) => checks > 0);
  if (checked) return words.wellDetail;
  const hasOrders = Object.keys(health?.orderStates ?? {}).length > 0;
  return hasOrders ? words.uncompared : words.unchecked;
}

const keyOf = (alarm: Alarm): string =>
  alarm.kind === 'broken' ? `broken ${alarm.promise}` : alarm.kind;

function sentence(alarm: Alarm, words: Words, format: ReturnType<typeof useFormat>): string {
  switch (alarm.kind) {
    case 'broken':
      return words.alarms.broken(alarm.promise, format.number(alarm.breaches));
    case 'stuck':
      return words.alarms.stuck(format.number(alarm.orders));
    case 'unavailable':
      return words.alarms.unavailable(format.number(readable(alarm.perSecond)));
    case 'outbox':
      return words.alarms.outbox(format.duration(alarm.seconds * 1_000));
  }
}
