import { useTitle } from '@/components/hooks/use-title';
import { EventList } from '@/features/events/components/event-list';
import { useText } from '@/i18n/language';
import page from '@/app/shared/page.module.css';

export function EventsPage() {
  const { events } = useText();
  useTitle(events.title);
  return (
    <div className={page.page}>
      <h1>{events.title}</h1>
      <p className={page.lead}>{events.lead}</p>
      <EventList />
    </div>
  );
}
