import { useEffect } from 'react';
import { useOnline } from '@/components/hooks/use-online';
import { announce } from '@/components/ui/announcer';
import { Note } from '@/components/ui/note';
import type { Connection } from '@holdfast/client/seat-map/follower';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';

/** Over the map: why it may be out of date, and how much changed during an interruption. */
export function ConnectionNote({
  connection,
  caughtUp,
}: {
  connection: Connection;
  caughtUp: number | null;
}) {
  const { connection: text } = useText();
  const format = useFormat();
  const online = useOnline();
  const sentence = sentenceOf();
  useEffect(() => {
    if (sentence) announce(sentence);
  }, [sentence]);
  return sentence ? <Note look={connection === 'live' ? 'plain' : 'warn'}>{sentence}</Note> : null;

  function sentenceOf(): string | null {
    if (connection === 'catching-up') return text.catchingUpLong;
    // A browser with a network that gets no response has a dead server before it.
    if (connection === 'offline' || connection === 'refused')
      return online ? text.serverLong : text.offlineLong;
    if (connection !== 'live' || caughtUp === null) return null;
    return caughtUp === 0 ? text.caughtUpSame : text.caughtUp(format.number(caughtUp));
  }
}
