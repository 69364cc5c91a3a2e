import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import styles from './form.module.css';

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  name: string;
  /** What is wrong with it. */
  fault?: string | null | undefined;
  /** What to know before it is filled in. */
  hint?: ReactNode;
  /** Beside the field, such as what shows a password. */
  children?: ReactNode;
}

/** A line of text with its label, and with what is wrong with it. */
export function TextField({ label, fault, hint, children, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.line}>
        <input
          {...input}
          id={id}
          className={styles.input}
          aria-invalid={fault ? true : undefined}
          aria-describedby={`${id}-hint ${id}-fault`}
        />
        {children}
      </div>
      <div id={`${id}-hint`} className={styles.hint}>
        {hint}
      </div>
      <p id={`${id}-fault`} className={styles.fault} role="alert">
        {fault}
      </p>
    </div>
  );
}
