import type { Draw } from '@/features/admission/model/room';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { DrawCheck } from './draw-check';
import styles from './line.module.css';

/** What is published of the draw, and for a visitor who took part whether the own number follows from it. */
export function DrawFacts({ draw, ticket }: { draw: Draw; ticket: string | null }) {
  const { line: text } = useText();
  const format = useFormat();
  const names = text.drawFacts;
  const facts: [name: string, value: string | null | undefined][] = [
    [names.commitment, draw.commitment],
    [names.registered, typeof draw.registered === 'number' ? format.number(draw.registered) : null],
    [names.root, draw.root],
    [names.beacon, draw.beacon],
    [names.secret, draw.secret],
    [names.seed, draw.seed],
  ];
  return (
    <details className={styles.draw}>
      <summary>{text.draw}</summary>
      <p>{text.drawText}</p>
      {draw.seed && !draw.beacon && <p>{text.noBeacon}</p>}
      <dl>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {draw.seed && ticket && <DrawCheck ticket={ticket} />}
    </details>
  );
}
