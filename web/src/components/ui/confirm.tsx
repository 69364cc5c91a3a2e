import { useEffect, useId, useRef } from 'react';
import { Button } from './button';
import styles from './confirm.module.css';

interface ConfirmProps {
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  onConfirm(): void;
  onCancel(): void;
}

/** Asks for a confirmation. The browser's own dialog traps the focus and restores it. */
export function Confirm({ title, text, confirm, cancel, onConfirm, onCancel }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={id}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <h2 id={id}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <div className={styles.actions}>
        <Button onClick={onConfirm}>{confirm}</Button>
        <Button look="primary" onClick={onCancel} autoFocus>
          {cancel}
        </Button>
      </div>
    </dialog>
  );
}
