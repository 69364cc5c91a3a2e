import { OrderSummary } from '@/features/checkout/components/order-summary';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import { EventLine } from '@/app/shared/event-line';
import type { Known } from '@/app/shared/use-seat-details';

/** What the buyer has ordered, before the order itself is here. */
export function Bought({ known }: { known: Known }) {
  const words = useEventWords(known.event);
  return (
    <OrderSummary
      title={words.title}
      detail={<EventLine event={known.event} />}
      lines={known.lines}
      total={known.total}
    />
  );
}
