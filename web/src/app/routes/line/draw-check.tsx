import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { getProof } from '@/features/admission/api/get-proof';
import { checkDraw, type DrawFinding } from '@/features/admission/model/draw-check';
import { useText } from '@/i18n/language';
import { asProblem, type Problem } from '@/lib/problem';

type Check =
  | { phase: 'none' | 'running' }
  | { phase: 'done'; finding: DrawFinding }
  | { phase: 'failed'; problem: Problem };

/** Computes the own number from what was published, in this browser. */
export function DrawCheck({ ticket }: { ticket: string }) {
  const { line: text } = useText();
  const [check, setCheck] = useState<Check>({ phase: 'none' });
  const run = async () => {
    setCheck({ phase: 'running' });
    try {
      setCheck({ phase: 'done', finding: await checkDraw(await getProof(ticket)) });
    } catch (cause) {
      setCheck({ phase: 'failed', problem: asProblem(cause) });
    }
  };
  return (
    <>
      <Button busy={check.phase === 'running'} onClick={() => void run()}>
        {text.check}
      </Button>
      <p role="status" data-finding={check.phase === 'done' ? (check.finding ?? 'holds') : null}>
        {check.phase === 'done' && text.findings[check.finding ?? 'holds']}
      </p>
      {check.phase === 'failed' && <ProblemNote problem={check.problem} />}
    </>
  );
}
