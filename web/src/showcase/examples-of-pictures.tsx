/** Posters and charts. */
import type { ComponentType } from 'react';
import { Poster } from '@/components/art/poster';
import { BarTable } from '@/components/charts/bar-table';
import { LineChart } from '@/components/charts/line-chart';
import styles from './showcase.module.css';

const SHOWS = [
  ['봄밤의 재즈 클럽', 'jazz'],
  ['Mahler’s Second', 'classical'],
  ['창가의 사람들', 'theatre'],
  ['노을밴드 월드투어', 'concert'],
  ['새벽 페스티벌', 'festival'],
  ['The Lighthouse', 'musical'],
  ['서울 더비', 'sport'],
  ['Swan Lake', 'dance'],
  ['도시의 정원', ''],
] as const;

const minutes = (values: readonly number[]) =>
  values.map((value, index) => ({ at: index * 1_000, value }));

export const PICTURES: Record<string, ComponentType> = {
  poster: () => (
    <div className={styles.posters}>
      {SHOWS.map(([title, genre]) => (
        <Poster key={title} title={title} genre={genre} />
      ))}
    </div>
  ),
  'line-chart': () => (
    <LineChart
      title="Holds and conflicts per second"
      series={[
        { name: 'Holds', points: minutes([0, 4, 30, 120, 160, 140, 90, 60]) },
        { name: 'Conflicts', points: minutes([0, 0, 8, 40, 70, 66, 30, 12]) },
      ]}
      from={0}
      to={7_000}
      leastTop={1}
      format={String}
      ago={(milliseconds) => (milliseconds === 0 ? 'now' : `${milliseconds / 1_000} s ago`)}
    />
  ),
  'bar-table': () => (
    <BarTable
      title="Orders by state"
      nameHead="State"
      valueHead="Orders"
      format={String}
      rows={[
        { key: 'done', name: 'Done', value: 90 },
        { key: 'cancelled', name: 'Cancelled', value: 12 },
        { key: 'stuck', name: 'Needs a person', value: 1, bad: true },
      ]}
    />
  ),
};
