/** One picture a genre, of flat shapes on 300 by 400. The title may cover the lowest quarter, so nothing that matters stands there. */
import type { ReactNode } from 'react';
import { ambient } from './motifs-of-places';
import { seq } from './seq';
import type { Motif } from './poster-design';

const [A, B, PAPER, INK] = ['var(--a)', 'var(--b)', 'var(--paper)', 'var(--ink)'];

type Draw = (random: () => number) => ReactNode;

/** A record, and the keys of a piano below it. */
const jazz: Draw = (random) => {
  const turn = Math.round(random() * 360);
  return (
    <>
      <circle cx="186" cy="152" r="140" fill={INK} />
      <g fill="none" stroke={B} strokeWidth="2.5" transform={`rotate(${turn} 186 152)`}>
        {seq(5).map((ring) => (
          <circle
            key={ring}
            cx="186"
            cy="152"
            r={126 - ring * 14}
            pathLength="100"
            strokeDasharray={`${30 + ring * 9} ${12 + ring * 3}`}
          />
        ))}
      </g>
      <circle cx="186" cy="152" r="52" fill={B} />
      <circle cx="186" cy="152" r="26" fill={PAPER} />
      <circle cx="186" cy="152" r="6" fill={INK} />
      <path d="M28 -4V96L88 176" fill="none" stroke={PAPER} strokeWidth="11" />
      <circle cx="28" cy="20" r="20" fill={PAPER} />
      {seq(8).map((key) => (
        <rect key={key} x={key * 38 - 1} y="320" width="35" height="90" fill={PAPER} />
      ))}
      {[0, 1, 3, 4, 5, 7].map((key) => (
        <rect key={key} x={key * 38 + 25} y="320" width="22" height="50" fill={INK} />
      ))}
    </>
  );
};

/** An orchestra from above. */
const classical: Draw = (random) => {
  const colours = [PAPER, B, PAPER, B];
  const from = Math.floor(random() * 2);
  return (
    <>
      <circle cx="150" cy="316" r="26" fill={INK} />
      {seq(7).flatMap((ring) =>
        seq(6 + ring * 3).map((place) => {
          const angle = Math.PI * (1.06 + (0.88 * place) / (5 + ring * 3));
          const far = 72 + ring * 38;
          const desk = Math.floor(((place + 0.5) / (6 + ring * 3)) * 4 + ring / 3);
          return (
            <circle
              key={`${ring}-${place}`}
              cx={Math.round(150 + far * Math.cos(angle))}
              cy={Math.round(316 + far * Math.sin(angle))}
              r={9 + ring * 0.8}
              fill={colours[(desk + from) % 4]}
            />
          );
        }),
      )}
      <path d="M150 316L196 262" stroke={PAPER} strokeWidth="5" strokeLinecap="round" />
      <path d="M0 366H300M0 378H300M0 390H300" stroke={PAPER} strokeWidth="2" />
    </>
  );
};

/** A person in the light between two curtains. */
const theatre: Draw = (random) => {
  const lean = Math.round(random() * 40 - 20);
  const curtain = seq(5).map((fold) => (
    <path
      key={fold}
      d={`M${72 - fold * 22} 0C${72 - fold * 22} 170 ${60 - fold * 22} 250 ${26 - fold * 14} 400H-60V0Z`}
      fill={fold % 2 === 0 ? A : B}
    />
  ));
  return (
    <>
      <rect width="300" height="400" fill={INK} />
      <path d={`M${150 + lean} -10L44 330H256Z`} fill={PAPER} />
      <ellipse cx="150" cy="330" rx="106" ry="24" fill={PAPER} />
      <path d="M112 330C112 262 128 236 150 236S188 262 188 330Z" fill={INK} />
      <circle cx="150" cy="212" r="21" fill={INK} />
      {curtain}
      <g transform="matrix(-1 0 0 1 300 0)">{curtain}</g>
      {seq(7).map((scallop) => (
        <circle key={scallop} cx={scallop * 50} cy="0" r="28" fill={scallop % 2 === 0 ? B : A} />
      ))}
    </>
  );
};

/** A star in a frame of lamps, at the head of the stairs. */
const musical: Draw = (random) => {
  const turn = Math.round(random() * 24 - 12);
  const points = seq(10).map((point) => {
    const far = point % 2 === 0 ? 96 : 40;
    const angle = (Math.PI * point) / 5 - Math.PI / 2;
    return `${Math.round(150 + far * Math.cos(angle))},${Math.round(160 + far * Math.sin(angle))}`;
  });
  const lamp = (x: number, y: number, index: number) => (
    <circle key={`${x}-${y}`} cx={x} cy={y} r="7" fill={index % 2 === 0 ? PAPER : B} />
  );
  return (
    <>
      <rect x="36" y="36" width="228" height="400" rx="6" fill={INK} />
      {seq(10).map((index) => lamp(18 + index * 29.3, 18, index))}
      {seq(13).map((index) => lamp(18, 47 + index * 29.3, index + 1))}
      {seq(13).map((index) => lamp(281.7, 47 + index * 29.3, index))}
      <polygon points={points.join(' ')} fill={B} transform={`rotate(${turn} 150 160)`} />
      {seq(5).map((step) => (
        <rect
          key={step}
          x={110 - step * 18}
          y={290 + step * 24}
          width={80 + step * 36}
          height="25"
          fill={step % 2 === 0 ? PAPER : A}
        />
      ))}
    </>
  );
};

/** Ribbons that follow one movement. */
const dance: Draw = (random) => {
  const sway = 60 + Math.round(random() * 60);
  return (
    <>
      {seq(6).map((ribbon) => {
        const x = ribbon * 34;
        return (
          <path
            key={ribbon}
            d={`M${x - 90} 420C${x + sway} 330 ${x - sway} 200 ${x + 40} 150S${x + 130} 60 ${x + 60 - sway} -20`}
            fill="none"
            stroke={[B, PAPER, INK][ribbon % 3]}
            strokeWidth="17"
          />
        );
      })}
      <circle cx="234" cy="76" r="46" fill={PAPER} stroke={A} strokeWidth="12" />
    </>
  );
};

/** Tiles of circles and their parts, for everything that has no picture of its own. */
const shapes: Draw = (random) => {
  const colours = [A, B, PAPER, INK];
  const pick = () => Math.floor(random() * 4);
  return seq(12).map((tile) => {
    const [ground, shape, figure, turn] = [pick(), 1 + Math.floor(random() * 3), pick(), pick()];
    const at = `translate(${(tile % 3) * 100} ${Math.floor(tile / 3) * 100})`;
    const path = ['M0 0H100A100 100 0 0 1 0 100Z', 'M0 0H100A50 50 0 0 1 0 0Z', 'M0 0L100 100H0Z'];
    return (
      <g key={tile} transform={`${at} rotate(${turn * 90} 50 50)`}>
        <rect width="101" height="101" fill={colours[ground]} />
        {figure === 3 ? (
          <circle cx="50" cy="50" r="34" fill={colours[(ground + shape) % 4]} />
        ) : (
          <path d={path[figure]} fill={colours[(ground + shape) % 4]} />
        )}
      </g>
    );
  });
};

export const DRAWINGS: Record<Motif, Draw> = {
  jazz,
  classical,
  theatre,
  musical,
  dance,
  shapes,
  ...ambient,
};
