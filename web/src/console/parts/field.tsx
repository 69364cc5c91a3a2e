import { useId, type InputHTMLAttributes } from 'react';
import line from './line.module.css';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  label: string;
  /** What stands in it at first, where the form has it. */
  start?: string;
  onValue?(value: string): void;
}

/** A labelled line of text or number. */
export function Field({ label, start, onValue, ...input }: FieldProps) {
  const id = useId();
  const change = onValue && {
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onValue(event.target.value),
  };
  return (
    <div className={line.field}>
      <label htmlFor={id}>{label}</label>
      <input id={id} autoComplete="off" defaultValue={start} {...input} {...change} />
    </div>
  );
}
