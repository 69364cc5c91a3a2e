import { useMemo } from 'react';
import { DRAWINGS } from './motifs';
import { hashOf, motifOf, PALETTES, randomFrom, setTitle } from './poster-design';
import styles from './poster.module.css';

const MARGIN = 24;
const LEADING = 1.22;

interface PosterProps {
  title: string;
  genre: string;
  className?: string;
}

/**
 * A poster made of title and genre, without a picture from anywhere. It fills its box, cut where the box has another shape, and shows the
 * title only where it is large and upright. For the eye alone: its title stands beside it as text.
 */
export function Poster({ title, genre, className = '' }: PosterProps) {
  const seed = hashOf(`${genre}\n${title}`);
  const motif = motifOf(genre);
  const drawing = useMemo(() => DRAWINGS[motif](randomFrom(seed)), [motif, seed]);
  return (
    <span
      className={`${styles.poster} ${className}`.trim()}
      data-motif={motif}
      data-palette={seed % PALETTES}
      aria-hidden="true"
    >
      <svg viewBox="0 0 300 400" preserveAspectRatio="xMidYMid slice" focusable="false">
        <rect width="300" height="400" fill="var(--a)" />
        {drawing}
        <Title title={title} />
      </svg>
    </span>
  );
}

function Title({ title }: { title: string }) {
  const { size, lines } = setTitle(title);
  const step = size * LEADING;
  const top = 400 - MARGIN * 1.6 - lines.length * step;
  return (
    <g className={styles.title}>
      <rect y={top} width="300" height={400 - top} fill="var(--ink)" />
      <text fontSize={size} fill="var(--paper)">
        {lines.map((line, index) => (
          <tspan key={index} x={MARGIN} y={top + MARGIN * 0.6 + step * (index + 0.86)}>
            {line}
          </tspan>
        ))}
      </text>
    </g>
  );
}
