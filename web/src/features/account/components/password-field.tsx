import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/i18n/language';
import { PASSWORD_MAX, PASSWORD_MIN, strengthOf } from '../model/password-strength';
import styles from './form.module.css';
import { TextField } from './text-field';

interface PasswordFieldProps {
  label: string;
  name: string;
  /** Whether it is chosen here, with a hint of how good it is. */
  chosen?: boolean;
  fault?: string | null | undefined;
}

export function PasswordField({ label, name, chosen = false, fault }: PasswordFieldProps) {
  const { account: text } = useText();
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <TextField
      label={label}
      name={name}
      type={shown ? 'text' : 'password'}
      autoComplete={chosen ? 'new-password' : 'current-password'}
      autoCapitalize="none"
      spellCheck={false}
      required
      {...(chosen && { minLength: PASSWORD_MIN, maxLength: PASSWORD_MAX })}
      fault={fault}
      hint={chosen && <Strength password={typed} />}
      onChange={(event) => setTyped(event.target.value)}
    >
      <button
        type="button"
        className={styles.eye}
        aria-pressed={shown}
        aria-label={text.showPassword}
        onClick={() => setShown(!shown)}
      >
        <Icon size={20} aria-hidden="true" />
      </button>
    </TextField>
  );
}

/** A bar and its word: the bar alone would be a colour. */
function Strength({ password }: { password: string }) {
  const { account: text } = useText();
  const strength = strengthOf(password);
  return (
    <>
      <span className={styles.bar} data-strength={password ? strength : undefined} aria-hidden>
        <span />
      </span>
      <span aria-live="polite">{password ? text.strength[strength] : text.passwordHint}</span>
    </>
  );
}
