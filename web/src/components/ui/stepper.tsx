import { Minus, Plus } from 'lucide-react';
import styles from './stepper.module.css';

interface StepperProps {
  value: number;
  min: number;
  max: number;
  /** What is counted, for a screen reader. */
  label: string;
  fewer: string;
  more: string;
  onChange(value: number): void;
}

/** A small number with a button on each side. */
export function Stepper({ value, min, max, label, fewer, more, onChange }: StepperProps) {
  return (
    <div className={styles.stepper} role="group" aria-label={label}>
      <button
        type="button"
        aria-label={fewer}
        disabled={value <= min}
        onClick={() => onChange(value - 1)}
      >
        <Minus size={16} aria-hidden="true" />
      </button>
      <output>{value}</output>
      <button
        type="button"
        aria-label={more}
        disabled={value >= max}
        onClick={() => onChange(value + 1)}
      >
        <Plus size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
