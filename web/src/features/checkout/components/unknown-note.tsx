import { useEffect } from 'react';
import { announce } from '@/components/ui/announcer';
import { Note } from '@/components/ui/note';
import { useOnline } from '@/components/hooks/use-online';
import { useText } from '@/i18n/language';
import { retryNow } from '../store/attempt-store';

/** It is not known yet whether the order arrived. Says so, and the request is retried without the buyer's help. */
export function UnknownNote({ tries }: { tries: number }) {
  const { checkout: text } = useText();
  const online = useOnline();
  useEffect(() => announce(`${text.unknownTitle}. ${text.unknown}`, true), [text]);
  useEffect(() => {
    if (online) retryNow();
  }, [online]);
  return (
    <Note look="warn">
      <strong>{text.unknownTitle}.</strong> {online ? text.unknown : text.offline}{' '}
      {tries > 1 && text.tries(tries)}
    </Note>
  );
}
