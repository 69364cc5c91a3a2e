import type { PaymentMethodsBody } from '../model/payment-methods-body';
import { wordsFor } from '@/i18n/dictionary';
import { useText } from '@/i18n/language';
import styles from './payment-methods.module.css';

interface PaymentMethodsProps {
  methods: PaymentMethodsBody;
  chosen: string | undefined;
  disabled: boolean;
  onChoose(token: string): void;
}

/** The test cards of a demo, each of which always behaves the same way. Where money is real there is nothing to choose. */
export function PaymentMethods({ methods, chosen, disabled, onChoose }: PaymentMethodsProps) {
  const { checkout: text } = useText();
  if (!methods.demo || methods.items.length === 0) return null;
  return (
    <fieldset className={styles.methods} disabled={disabled}>
      <legend>{text.payment}</legend>
      <p className={styles.demo}>{text.demo}</p>
      {methods.items.map(({ token }) => {
        const [name, what] = wordsFor(text.methods, token) ?? [token, ''];
        return (
          <label key={token} className={styles.method}>
            <input
              type="radio"
              name="payment-method"
              value={token}
              checked={token === chosen}
              onChange={() => onChoose(token)}
            />
            <span className={styles.name}>{name}</span>
            <span className={styles.what}>{what}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
