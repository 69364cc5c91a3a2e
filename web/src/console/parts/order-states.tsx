import { BarTable } from '@/components/charts/bar-table';
import { wordsFor } from '@/i18n/dictionary';
import { useFormat } from '@/i18n/format';
import type { SaleHealth } from '../api/sale-health';
import { useWords } from '../words/use-words';

/** In the order in which an order passes them. */
const STATES = [
  'AUTHORIZING',
  'CONFIRMING',
  'CONFIRMED',
  'DONE',
  'COMPENSATING',
  'CANCELLED',
  'STUCK',
];

export function OrderStates({ health }: { health: SaleHealth }) {
  const { orders: words } = useWords();
  const format = useFormat();
  const counts = health.orderStates;
  const unknown = Object.keys(counts).filter((state) => !STATES.includes(state));
  const rows = [...STATES.filter((state) => state in counts), ...unknown].map((state) => ({
    key: state,
    name: wordsFor(words.states, state) ?? state,
    value: counts[state] ?? 0,
    bad: state === 'STUCK' && (counts[state] ?? 0) > 0,
  }));
  if (rows.length === 0) return <p>{words.none}</p>;
  return (
    <BarTable
      title={words.title}
      nameHead={words.state}
      valueHead={words.count}
      rows={rows}
      format={(value) => format.number(value)}
    />
  );
}
