/** Pictures of where it happens: before a stage, in the open, on a track. */
import type { ReactNode } from 'react';
import { seq } from './seq';

const [A, B, PAPER, INK] = ['var(--a)', 'var(--b)', 'var(--paper)', 'var(--ink)'];

/** A crowd before a sun of light. */
function concert(random: () => number): ReactNode {
  const turn = Math.round(random() * 15);
  return (
    <>
      <g transform={`rotate(${turn} 150 166)`} fill={INK}>
        {seq(12).map((ray) => (
          <path key={ray} d="M150 166L110 -230H190Z" transform={`rotate(${ray * 30} 150 166)`} />
        ))}
      </g>
      <circle cx="150" cy="166" r="112" fill={A} />
      <circle cx="150" cy="166" r="96" fill={B} />
      <circle cx="150" cy="166" r="52" fill={PAPER} />
      {seq(2).flatMap((row) =>
        seq(9).map((place) => {
          const [x, y] = [place * 40 - 20 + row * 20, 246 + row * 38 + Math.round(random() * 16)];
          const raised = random() < 0.45;
          return (
            <g key={`${row}-${place}`} fill={row === 0 ? A : INK} stroke={row === 0 ? A : INK}>
              {raised && (
                <path
                  d={`M${x - 14} ${y + 30}L${x - 17} ${y - 26}`}
                  strokeWidth="9"
                  strokeLinecap="round"
                />
              )}
              <circle cx={x} cy={y} r="14" />
              <path d={`M${x - 24} 410V${y + 40}Q${x} ${y + 6} ${x + 24} ${y + 40}V410Z`} />
            </g>
          );
        }),
      )}
    </>
  );
}

/** Hills before the sun, under flags. */
function festival(random: () => number): ReactNode {
  const hill = (top: number, height: number, fill: string) => {
    const [one, two] = [height * (0.5 + random()), height * (0.5 + random())].map(Math.round);
    return (
      <path
        key={top}
        d={`M-10 ${top}C60 ${top - (one ?? 0)} 110 ${top - (one ?? 0)} 160 ${top}S260 ${top + (two ?? 0)} 310 ${top - 20}V410H-10Z`}
        fill={fill}
      />
    );
  };
  const flags = (y: number, sag: number, first: number) =>
    seq(8).map((flag) => {
      const at = (flag + 0.5) / 8;
      const [x, hang] = [at * 320 - 10, y + sag * 4 * at * (1 - at)];
      const fill = [PAPER, B, INK][(flag + first) % 3];
      return (
        <path
          key={`${y}-${flag}`}
          d={`M${Math.round(x - 13)} ${Math.round(hang)}h26l-13 30Z`}
          fill={fill}
        />
      );
    });
  return (
    <>
      <circle cx="150" cy="226" r="94" fill={B} />
      <path d="M40 206H260M40 228H260M40 250H260" stroke={A} strokeWidth="5" />
      {flags(24, 34, 0)}
      {flags(80, 20, 1)}
      {hill(262, 40, PAPER)}
      {hill(300, 34, A)}
      {hill(340, 30, INK)}
    </>
  );
}

/** A ball over the lanes of a track. */
function sport(random: () => number): ReactNode {
  const turn = -38 + Math.round(random() * 20);
  return (
    <>
      <g transform={`rotate(${turn} 150 200)`} fill="none" strokeWidth="18">
        {seq(6).map((lane) => (
          <rect
            key={lane}
            x={-150 + lane * 36}
            y={40 + lane * 36}
            width={600 - lane * 72}
            height={420 - lane * 72}
            rx={210 - lane * 36}
            stroke={[PAPER, B, INK][lane % 3]}
          />
        ))}
      </g>
      <circle cx="104" cy="126" r="62" fill={PAPER} stroke={A} strokeWidth="12" />
      <path
        d="M60 90Q104 126 60 170M148 82Q104 126 148 170M42 126H166"
        fill="none"
        stroke={INK}
        strokeWidth="6"
      />
    </>
  );
}

export const ambient = { concert, festival, sport };
