import { useEffect } from 'react';
import { announce } from '@/components/ui/announcer';
import { Note } from '@/components/ui/note';
import type { Room } from '@/features/admission/model/room';
import { useLineConnection } from '@/features/admission/store/follow-place';
import { useText } from '@/i18n/language';

/** What operators say to all who wait, and what keeps the line from moving. */
export function RoomNotes({ room }: { room: Room }) {
  const { line: text } = useText();
  const { lost } = useLineConnection();
  const notes = [
    room.message,
    room.phase === 'PAUSED' ? text.paused : '',
    room.recovering ? text.recovering : '',
    lost ? text.lost : '',
  ].filter((note) => note !== '');
  const spoken = notes.join(' ');
  useEffect(() => {
    if (spoken !== '') announce(spoken);
  }, [spoken]);
  return notes.map((note) => (
    <Note key={note} look={note === room.message ? 'plain' : 'warn'}>
      {note}
    </Note>
  ));
}
