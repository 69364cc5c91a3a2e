import { useId } from 'react';
import styles from './chart.module.css';
import { areaPath, linePath, niceTop, sample, type Frame, type Series } from './scale';

const [WIDTH, HEIGHT] = [600, 150];
const ROWS_MAX = 10;

interface LineChartProps {
  title: string;
  /** One or two. The second is dashed, so that colour is not all that tells them apart. */
  series: readonly Series[];
  from: number;
  to: number;
  /** The upper edge where all values are smaller. */
  leastTop: number;
  format(value: number): string;
  /** How long before `to` a moment was. */
  ago(milliseconds: number): string;
}

/** Lines over time, drawn for the eye, and a table of the same values for a screen reader. */
export function LineChart(props: LineChartProps) {
  const { title, series, from, to, leastTop, format, ago } = props;
  const id = useId();
  const visible = series.map((one) => ({
    ...one,
    points: one.points.filter((point) => point.at >= from && point.at <= to),
  }));
  const values = visible.flatMap((one) => one.points.map((point) => point.value));
  const frame: Frame = { from, to, top: niceTop(values, leastTop), width: WIDTH, height: HEIGHT };
  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <figcaption id={id} className={styles.title}>
        {title}
      </figcaption>
      <Legend series={visible} format={format} />
      <div className={styles.plot} aria-hidden="true">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" focusable="false">
          <path className={styles.grid} d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}`} />
          <path className={styles.base} d={`M0 ${HEIGHT}H${WIDTH}`} />
          {visible.map((one, index) => (
            <g key={one.name} data-series={index}>
              {index === 0 && <path className={styles.area} d={areaPath(one.points, frame)} />}
              <path className={styles.line} d={linePath(one.points, frame)} />
            </g>
          ))}
        </svg>
        <span className={styles.top}>{format(frame.top)}</span>
        <span className={styles.from}>{ago(to - from)}</span>
        <span className={styles.to}>{ago(0)}</span>
      </div>
      <ValueTable title={title} series={visible} to={to} format={format} ago={ago} />
    </figure>
  );
}

type LegendProps = Pick<LineChartProps, 'series' | 'format'>;

function Legend({ series, format }: LegendProps) {
  return (
    <ul className={styles.legend} aria-hidden="true">
      {series.map((one, index) => (
        <li key={one.name} data-series={index}>
          <svg width="22" height="8" focusable="false">
            <path className={styles.line} d="M1 4H21" />
          </svg>
          {one.name} <strong>{format(one.points.at(-1)?.value ?? 0)}</strong>
        </li>
      ))}
    </ul>
  );
}

type ValueTableProps = Pick<LineChartProps, 'title' | 'series' | 'to' | 'format' | 'ago'>;

function ValueTable({ title, series, to, format, ago }: ValueTableProps) {
  const moments = sample(series[0]?.points ?? [], ROWS_MAX);
  const valueAt = (points: Series['points'], at: number) =>
    points.find((point) => point.at === at)?.value;
  return (
    <div className="visually-hidden">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            {series.map((one) => (
              <th key={one.name} scope="col">
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {moments.map(({ at }) => (
            <tr key={at}>
              <th scope="row">{ago(to - at)}</th>
              {series.map((one) => (
                <td key={one.name}>{format(valueAt(one.points, at) ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
