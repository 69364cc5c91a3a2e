import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useText } from '@/i18n/language';
import { QrCode } from './qr-code';
import styles from './code-viewer.module.css';

export interface Entry {
  id: number;
  code: string;
  place: string;
}

interface CodeViewerProps {
  entries: readonly Entry[];
  /** The index of the one that is shown first. */
  first: number;
  onClose(): void;
}

/** The codes of an order, each as large as the screen allows, to be swiped through at the door. */
export function CodeViewer({ entries, first, onClose }: CodeViewerProps) {
  const { ticket: text, close } = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const strip = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    const cards = strip.current;
    cards?.scrollTo({ left: first * cards.clientWidth, behavior: 'instant' });
    return () => element?.close();
  }, [first]);
  return (
    <dialog ref={dialog} className={styles.viewer} aria-label={text.code} onCancel={onClose}>
      <button type="button" className={styles.close} aria-label={close} onClick={onClose}>
        <X size={24} aria-hidden="true" />
      </button>
      {/* A strip that scrolls is reached and moved by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul ref={strip} className={styles.strip} tabIndex={0}>
        {entries.map(({ id, code, place }, index) => (
          <li key={id}>
            <QrCode text={code} label={`${text.code} ${text.of(index + 1, entries.length)}`} />
            <p className={styles.place}>{place}</p>
            <p>{text.of(index + 1, entries.length)}</p>
          </li>
        ))}
      </ul>
    </dialog>
  );
}
