import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { methodsQuery } from '@/features/checkout/api/list-methods';
import { PaymentMethods } from '@/features/checkout/components/payment-methods';
import { UnknownNote } from '@/features/checkout/components/unknown-note';
import { pay } from '@/features/checkout/store/attempt-store';
import type { AttemptState } from '@/features/checkout/model/attempt';
import type { Hold } from '@/features/hold/model/hold-state';
import { useText } from '@/i18n/language';
import styles from './checkout.module.css';

interface PayPanelProps {
  attempt: AttemptState;
  hold: Hold | null;
  total: string;
}

/** How to pay, and the one button. A press is one order, whatever happens to its response. */
export function PayPanel({ attempt, hold, total }: PayPanelProps) {
  const { checkout: text } = useText();
  const { data: methods, isPending } = useQuery(methodsQuery());
  const [picked, setPicked] = useState<string>();
  const busy =
    attempt.phase === 'sending' || attempt.phase === 'unknown' || attempt.phase === 'placed';
  // The method that was sent is the one that is shown, also after a reload.
  const sent = 'attempt' in attempt ? attempt.attempt.body.paymentMethod : null;
  const method = sent ?? picked ?? (methods?.demo ? methods.items[0]?.token : undefined);
  const press = () => {
    if (!hold || busy) return;
    const { eventId, seatIds, holdToken } = hold;
    pay({ eventId, seatIds, ...(method && { paymentMethod: method }) }, holdToken);
  };
  return (
    <div className={styles.pay}>
      {isPending && <Skeleton height="5rem" />}
      {methods && (
        <PaymentMethods methods={methods} chosen={method} disabled={busy} onChoose={setPicked} />
      )}
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
