import { useServerTime } from '@/components/hooks/use-server-time';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { EventBody } from '../model/event-body';
import type { SaleState } from '../model/sale-state';
import styles from './sale-line.module.css';

/** How the sale stands: a countdown, or how many seats are left. */
export function SaleLine({ event, state }: { event: EventBody; state: SaleState }) {
  const { events: text } = useText();
  const format = useFormat();
  const share = event.capacity === 0 ? 0 : event.available / event.capacity;
  return (
    <div className={styles.sale} data-state={state}>
      <p className={styles.state}>{state === 'opens' ? <Opens event={event} /> : text[state]}</p>
      <p className={styles.left}>
        {state === 'opens'
          ? text.opensAt(format.moment(event.onSaleAt))
          : text.left(format.number(event.available), format.number(event.capacity))}
      </p>
      <span className={styles.meter} aria-hidden="true">
        <span style={{ inlineSize: `${Math.max(share * 100, event.available > 0 ? 1.5 : 0)}%` }} />
      </span>
    </div>
  );
}

function Opens({ event }: { event: EventBody }) {
  const { events: text } = useText();
  const format = useFormat();
  const left = Date.parse(event.onSaleAt) - useServerTime(true, 500);
  return (
    <>
      {text.opensIn} <span className={styles.clock}>{format.clock(left)}</span>
    </>
  );
}
