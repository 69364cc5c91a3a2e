import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { say } from '@/components/ui/toast';
import { endSession, sessionsQuery } from '@/features/account/api/sessions';
import type { SessionEntry } from '@/features/account/model/account-body';
import { agentName } from '@/features/account/model/agent-name';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { asProblem, type Problem } from '@/lib/problem';
import { Part } from './part';
import styles from './account.module.css';

/** Where the account is logged in, and the way to end each of them but this one. */
export function Sessions() {
  const { account: text } = useText();
  const client = useQueryClient();
  const { data: sessions, error, refetch } = useQuery(sessionsQuery());
  const [ending, setEnding] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const others = sessions?.filter(({ current }) => !current) ?? [];

  const end = async (entries: readonly SessionEntry[], done: string) => {
    setEnding(true);
    setProblem(null);
    try {
      // One after the other: fifty at once would be a flood.
      for (const { id } of entries) await endUnlessEnded(id);
      say(done);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setEnding(false);
      void client.invalidateQueries({ queryKey: sessionsQuery().queryKey });
    }
  };

  const shown = problem ?? (error && !sessions ? asProblem(error) : null);
  return (
    <Part title={text.sessions}>
      {shown && <ProblemNote problem={shown} onRetry={() => void refetch()} />}
      <ul className={styles.sessions}>
        {sessions?.map((entry) => (
          <Session
            key={entry.id}
            entry={entry}
            busy={ending}
            onEnd={() => void end([entry], text.sessionEnded)}
          />
        ))}
      </ul>
      {others.length > 1 && (
        <Button busy={ending} onClick={() => void end(others, text.othersEnded)}>
          {text.endOthers}
        </Button>
      )}
    </Part>
  );
}

interface SessionProps {
  entry: SessionEntry;
  busy: boolean;
  onEnd(): void;
}

function Session({ entry, busy, onEnd }: SessionProps) {
  const { account: text } = useText();
  const format = useFormat();
  const device = agentName(entry.agent) ?? text.unknownDevice;
  return (
    <li className={styles.session}>
      <div>
        <p>
          {device}
          {entry.current && <strong className={styles.mark}>{text.thisDevice}</strong>}
        </p>
        <p className={styles.detail}>
          {entry.network} ·{' '}
          <time dateTime={entry.usedAt}>{text.usedAt(format.moment(entry.usedAt))}</time>
        </p>
      </div>
      {!entry.current && (
        <Button aria-label={text.endSessionOf(device)} disabled={busy} onClick={onEnd}>
          {text.endSession}
        </Button>
      )}
    </li>
  );
}

async function endUnlessEnded(id: string): Promise<void> {
  try {
    await endSession(id);
  } catch (cause) {
    if (asProblem(cause).code !== 'NOT_FOUND') throw cause;
  }
}
