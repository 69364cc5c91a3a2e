import { linePath } from '@/app/shared/event-path';
import { ButtonLink } from '@/components/ui/button-link';
import type { AdmissionState } from '@/features/admission/model/admission';
import { useText } from '@/i18n/language';
import styles from './line-note.module.css';

/** In place of the hold, while the buyer has no pass: the way to the line, or back to the place there. */
export function LineNote({ eventId, admission }: LineNoteProps) {
  const { dock: text } = useText();
  const waits = admission.phase === 'inLine';
  const called = waits && admission.place.state === 'CALLED';
  const sentence = waits ? text.inLineWaiting : text.inLine;
  return (
    <div className={styles.line} data-testid="line-note">
      <p>{called ? text.inLineCalled : sentence}</p>
      <ButtonLink to={linePath(eventId)} look={waits && !called ? 'plain' : 'primary'}>
        {text.toLine}
      </ButtonLink>
    </div>
  );
}

interface LineNoteProps {
  eventId: number;
  admission: AdmissionState;
}
