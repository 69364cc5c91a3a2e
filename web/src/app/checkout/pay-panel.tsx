import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { PaymentMethods, type Method } from '@/features/checkout/components/payment-methods';
import { UnknownNote } from '@/features/checkout/components/unknown-note';
import { pay } from '@/features/checkout/hooks/attempt-store';
import type { AttemptState } from '@/features/checkout/model/attempt';
import type { Hold } from '@/features/hold/model/hold-state';
import { useText } from '@/i18n/language';
import styles from './checkout.module.css';

interface PayPanelProps {
  attempt: AttemptState;
  hold: Hold | null;
  total: string;
}

/** How to pay, and the one button. A press is one order, whatever happens to its answer. */
export function PayPanel({ attempt, hold, total }: PayPanelProps) {
  const { checkout: text } = useText();
  const [method, setMethod] = useState<Method>('tok_ok');
  const busy =
    attempt.phase === 'sending' || attempt.phase === 'unknown' || attempt.phase === 'placed';
  const press = () => {
    if (!hold || busy) return;
    pay({ eventId: hold.eventId, seatIds: hold.seatIds, paymentMethod: method }, hold.holdToken);
  };
  return (
    <div className={styles.pay}>
      <PaymentMethods chosen={method} disabled={busy} onChoose={setMethod} />
      {attempt.phase === 'unknown' && <UnknownNote tries={attempt.tries} />}
      {attempt.phase === 'refused' && <ProblemNote problem={attempt.refusal} />}
      <p className={styles.next}>{text.next}</p>
      <Button
        look="primary"
        className={styles.button}
        busy={busy}
        busyLabel={text.paying}
        onClick={press}
      >
        {text.pay(total)}
      </Button>
    </div>
  );
}
