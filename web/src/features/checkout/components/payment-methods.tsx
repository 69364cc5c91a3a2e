import { useText } from '@/i18n/language';
import styles from './payment-methods.module.css';

export const METHODS = [
  'tok_ok',
  'tok_decline',
  'tok_slow',
  'tok_timeout',
  'tok_error_after_effect',
] as const;
export type Method = (typeof METHODS)[number];

interface PaymentMethodsProps {
  chosen: Method;
  disabled: boolean;
  onChoose(method: Method): void;
}

/** The test cards of the demo, each with one behaviour that never varies. */
export function PaymentMethods({ chosen, disabled, onChoose }: PaymentMethodsProps) {
  const { checkout: text } = useText();
  return (
    <fieldset className={styles.methods} disabled={disabled}>
      <legend>{text.payment}</legend>
      <p className={styles.demo}>{text.demo}</p>
      {METHODS.map((method) => {
        const [name, what] = text.methods[method] ?? [method, ''];
        return (
          <label key={method} className={styles.method}>
            <input
              type="radio"
              name="payment-method"
              value={method}
              checked={method === chosen}
              onChange={() => onChoose(method)}
            />
            <span className={styles.name}>{name}</span>
            <span className={styles.what}>{what}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
