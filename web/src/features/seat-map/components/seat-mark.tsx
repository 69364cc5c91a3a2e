import styles from './seat-mark.module.css';

type Look = { tier: number } | 'own' | 'held' | 'sold';

const DIAMOND = '8,0.8 15.2,8 8,15.2 0.8,8';
const POINTS: Partial<Record<number, string>> = {
  2: DIAMOND,
  3: '8,1 14.1,4.5 14.1,11.5 8,15 1.9,11.5 1.9,4.5',
  4: '8,1.6 15.2,14 0.8,14',
  5: '8,1.2 14.9,6.2 12.3,14.3 3.7,14.3 1.1,6.2',
};

/** One seat as the map draws it, for lists and legends. */
export function SeatMark({ look }: { look: Look }) {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" className={styles.mark}>
      {shape(look)}
    </svg>
  );
}

function shape(look: Look) {
  if (look === 'held') return <circle cx="8" cy="8" r="5.6" className={styles.held} />;
  if (look === 'sold') return <circle cx="8" cy="8" r="2.8" className={styles.sold} />;
  if (look === 'own') {
    return (
      <>
        <circle cx="8" cy="8" r="7.4" className={styles.own} />
        <path d="M4.9 8.2 7.3 10.6 11.3 5.8" className={styles.tick} />
      </>
    );
  }
  const fill = { fill: `var(--tier-${look.tier + 1})` };
  if (look.tier === 0) return <circle cx="8" cy="8" r="7" style={fill} />;
  if (look.tier === 1)
    return <rect x="1.6" y="1.6" width="12.8" height="12.8" rx="2" style={fill} />;
  return <polygon points={POINTS[look.tier] ?? DIAMOND} style={fill} />;
}
