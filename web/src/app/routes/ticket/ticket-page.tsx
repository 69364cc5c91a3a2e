import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { useState } from 'react';
import { useParams } from '@/navigation/history';
import { useTitle } from '@/components/hooks/use-title';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { ProblemNote } from '@/components/ui/problem-note';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import type { EventBody } from '@/features/events/model/event-body';
import type { OrderBody } from '@/features/orders/model/order-body';
import { ShowPoster } from '@/features/events/components/show-poster';
import { CodeViewer } from '@/features/orders/components/code-viewer';
import { Ticket } from '@/features/orders/components/ticket';
import { layoutQuery } from '@/features/seat-map/api/get-layout';
import { SeatPlan } from '@/features/seat-map/components/seat-plan';
import { CalendarButton } from './calendar-button';
import { useOrder } from '@/features/orders/hooks/use-order';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import styles from './ticket-page.module.css';
import page from '@/app/shared/page.module.css';
import { useOrderDetails } from '@/app/shared/use-order-details';
import type { SeatDetail } from '@/app/shared/use-seat-details';

export function TicketPage() {
  const { ticket: text } = useText();
  useTitle(text.title);
  const { order, error, retry } = useOrder(useParams().id ?? '');
  const details = useOrderDetails(order);
  const { known } = details;
  const problem = order ? !known && details.error : error;
  const ready = order?.status === 'CONFIRMED' && known;
  return (
    <div className={page.page}>
      <div className={styles.top}>
        <h1>{text.title}</h1>
        {ready && (
          <div className={styles.actions}>
            <CalendarButton order={order} event={known.event} seats={known.seats} />
            <Button look="primary" onClick={() => window.print()}>
              <Printer size={18} aria-hidden="true" />
              {text.print}
            </Button>
          </div>
        )}
      </div>
      {problem && (
        <ProblemNote problem={asProblem(problem)} onRetry={order ? details.retry : retry} />
      )}
      {order && order.status !== 'CONFIRMED' && (
        <>
          <p className={page.lead}>{text.notYet}</p>
          <ButtonLink to={`/orders/${order.orderId}`}>{text.back}</ButtonLink>
        </>
      )}
      {ready && <Tickets order={order} event={known.event} seats={known.seats} />}
    </div>
  );
}

interface TicketsProps {
  order: OrderBody;
  event: EventBody;
  seats: SeatDetail[];
}

function Tickets({ order, event, seats }: TicketsProps) {
  const words = useEventWords(event);
  const format = useFormat();
  const layout = useQuery(layoutQuery(event.layoutUrl));
  const [enlarged, setEnlarged] = useState<number | null>(null);
  const entries = seats.map(({ id, place }) => ({
    id,
    place,
    code: `holdfast:${order.orderId}/${id}`,
  }));
  return (
    <div className={styles.tickets}>
      {seats.map((seat, index) => (
        <Ticket
          key={seat.id}
          orderId={order.orderId}
          title={words.title}
          venue={words.venue}
          when={format.moment(event.dateTime, event.timeZone)}
          seat={seat}
          index={index + 1}
          count={seats.length}
          poster={<ShowPoster event={event} className={styles.poster ?? ''} />}
          plan={layout.data && <SeatPlan layout={layout.data} seatId={seat.id} />}
          code={entries[index]?.code ?? ''}
          onShowCode={() => setEnlarged(index)}
        />
      ))}
      {enlarged !== null && (
        <CodeViewer entries={entries} first={enlarged} onClose={() => setEnlarged(null)} />
      )}
    </div>
  );
}
