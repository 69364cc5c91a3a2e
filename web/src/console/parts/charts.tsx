import { LineChart } from '@/components/charts/line-chart';
import { useFormat } from '@/i18n/format';
import styles from '../console.module.css';
import {
  accepted,
  conflicts,
  held,
  KEPT_MS,
  oldestMessage,
  rates,
  values,
  type History,
} from '../model/readings';
import { readable } from '../model/rounded';
import { useWords } from '../words/use-words';

/** So short a line would be a dot. */
const SHOWN_MS_MIN = 60_000;

/** The last five minutes, or as many as there are. */
export function Charts({ history, now }: { history: History; now: number }) {
  const { charts: words, figures } = useWords();
  const format = useFormat();
  const first = history.readings[0]?.at ?? now;
  const time = {
    from: Math.min(now - SHOWN_MS_MIN, Math.max(now - KEPT_MS, first)),
    to: now,
    ago: (milliseconds: number) =>
      milliseconds < 1_000 ? words.now : words.ago(format.duration(milliseconds)),
  };
  const number = (value: number) => format.number(readable(value));
  return (
    <div className={styles.charts}>
      <LineChart
        {...time}
        title={words.holds}
        leastTop={1}
        format={number}
        series={[
          { name: figures.holds, points: rates(history, held) },
          { name: figures.conflicts, points: rates(history, conflicts) },
        ]}
      />
      <LineChart
        {...time}
        title={words.orders}
        leastTop={1}
        format={number}
        series={[{ name: figures.orders, points: rates(history, accepted) }]}
      />
      <LineChart
        {...time}
        title={words.outbox}
        leastTop={1}
        format={(value) => figures.seconds(number(value))}
        series={[{ name: figures.oldestMessage, points: values(history, oldestMessage) }]}
      />
    </div>
  );
}
