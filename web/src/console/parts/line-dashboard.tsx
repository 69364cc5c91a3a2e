import { useEffect } from 'react';
import { ProblemNote } from '@/components/ui/problem-note';
import type { Problem } from '@/lib/problem';
import { isFinal } from '../api/follow';
import styles from '../console.module.css';
import { useRooms } from '../hooks/use-rooms';
import { useWords } from '../words/use-words';
import { OpenRoom } from './open-room';
import { RoomCard } from './room-card';

interface LineDashboardProps {
  token: string;
  /** The server does not take this token, now or later. */
  onRefused(problem: Problem): void;
}

/** Every line, and what an operator may do to it. */
export function LineDashboard({ token, onRefused }: LineDashboardProps) {
  const { line: words } = useWords();
  const { rooms, problem, show } = useRooms(token);
  useEffect(() => {
    if (problem && isFinal(problem)) onRefused(problem);
  }, [problem, onRefused]);
  return (
    <div className={styles.dashboard}>
      <h1>{words.title}</h1>
      <p className={styles.quiet}>{words.lead}</p>
      {problem && <ProblemNote problem={problem} />}
      {rooms?.length === 0 && <p>{words.none}</p>}
      {rooms?.map((room) => (
        <RoomCard key={room.room.eventId} token={token} room={room} onChanged={show} />
      ))}
      <OpenRoom token={token} onOpened={show} />
    </div>
  );
}
