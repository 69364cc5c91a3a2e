import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Dock, DockAct, DockSeat, DockSeats } from '@/components/ui/dock';
import { ProblemNote } from '@/components/ui/problem-note';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { serverNow } from '@/lib/server-clock';
import { releaseHold, requestExtension, useHold } from '../store/hold-store';
import { extensionLeft, type Hold } from '../model/hold-state';
import { Countdown } from './countdown';
import styles from './hold-dock.module.css';

interface HoldDockProps {
  hold: Hold;
  lines: { key: string; place: string; price: string }[];
  total: string;
}

/** What is held, for how long, and the way to the payment. */
export function HoldDock({ hold, lines, total }: HoldDockProps) {
  const { hold: text } = useText();
  const { problem } = useHold();
  const release = () => {
    announce(text.released);
    void releaseHold();
  };
  return (
    <Dock label={text.title}>
      {problem && <ProblemNote problem={problem} />}
      <div className={styles.hold}>
        <div className={styles.top}>
          <Countdown hold={hold} />
          <ExtendButton hold={hold} />
        </div>
        <div className={styles.seats}>
          <DockSeats>
            {lines.map(({ key, place, price }) => (
              <DockSeat key={key} place={place} price={price} />
            ))}
          </DockSeats>
        </div>
        <div className={styles.act}>
          <DockAct total={total}>
            <ButtonLink to={`/events/${hold.eventId}/checkout`} look="primary">
              {text.pay}
            </ButtonLink>
          </DockAct>
        </div>
        <Button look="quiet" className={styles.release} onClick={release}>
          {text.release}
        </Button>
      </div>
    </Dock>
  );
}

/** Adds time on request up to the cap, and says so when there is no more to add. */
export function ExtendButton({ hold }: { hold: Hold }) {
  const { hold: text } = useText();
  const format = useFormat();
  const extending = useHold((store) => store.extending);
  if (extensionLeft(hold, 60) === 0) return <p className={styles.spent}>{text.extendSpent}</p>;
  const extend = async () => {
    const expiresAt = await requestExtension();
    if (expiresAt !== null) announce(text.extended(format.duration(expiresAt - serverNow())));
  };
  return (
    <Button busy={extending} onClick={() => void extend()}>
      {text.extend}
    </Button>
  );
}
