import { CalendarPlus } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import type { EventBody } from '@/features/events/model/event-body';
import { bookingCode } from '@/features/orders/model/booking-code';
import { calendarFile } from '@/features/orders/model/calendar';
import type { OrderBody } from '@/features/orders/model/order-body';
import { useText } from '@/i18n/language';
import type { SeatDetail } from '@/app/shared/use-seat-details';

interface CalendarButtonProps {
  order: OrderBody;
  event: EventBody;
  seats: SeatDetail[];
}

/** The show as a file that every calendar reads. It is made on the page: nothing is sent anywhere. */
export function CalendarButton({ order, event, seats }: CalendarButtonProps) {
  const { ticket: text } = useText();
  const words = useEventWords(event);
  const save = () => {
    const file = calendarFile({
      id: order.orderId,
      title: words.title,
      place: words.venue,
      note: [bookingCode(order.orderId), ...seats.map(({ place }) => place)].join('\n'),
      startsAt: event.dateTime,
      madeAt: order.createdAt,
    });
    const url = URL.createObjectURL(new Blob([file], { type: 'text/calendar' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${bookingCode(order.orderId)}.ics`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button onClick={save}>
      <CalendarPlus size={18} aria-hidden="true" />
      {text.calendar}
    </Button>
  );
}
