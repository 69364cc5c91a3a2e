import { useFormat } from '@/i18n/format';
import styles from '../console.module.css';
import { accepted, conflicts, held, oldestMessage, rate, type History } from '../model/readings';
import { readable } from '../model/rounded';
import { useWords } from '../words/use-words';

interface Figure {
  name: string;
  value: string;
  detail: string;
}

export function Figures({ history }: { history: History }) {
  const { figures: words } = useWords();
  const figures = useFigures(history);
  return (
    <dl className={styles.figures} aria-label={words.label}>
      {figures.map(({ name, value, detail }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            <span>{detail}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function useFigures(history: History): Figure[] {
  const { figures: words } = useWords();
  const format = useFormat();
  const health = history.readings.at(-1)?.health;
  if (!health) return [];
  const now = (value: number | null) =>
    value === null ? '–' : words.perSecond(format.number(readable(value)));
  const all = (value: number) => words.total(format.number(value));
  const tries = held(health) + conflicts(health);
  const share = tries === 0 ? 0 : Math.round((1_000 * conflicts(health)) / tries) / 10;
  return [
    { name: words.holds, value: now(rate(history, held)), detail: all(held(health)) },
    {
      name: words.conflicts,
      value: now(rate(history, conflicts)),
      detail: words.share(`${format.number(share)}%`),
    },
    { name: words.orders, value: now(rate(history, accepted)), detail: all(accepted(health)) },
    { name: words.heldSeats, value: format.number(health.heldSeats), detail: '' },
    {
      name: words.oldestMessage,
      value: words.seconds(format.number(readable(oldestMessage(health)))),
      detail: '',
    },
  ];
}
