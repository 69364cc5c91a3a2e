import styles from './chart.module.css';

interface BarRow {
  /** Unique in the table. */
  key: string;
  name: string;
  value: number;
  /** Something that a person has to look at. */
  bad?: boolean;
}

interface BarTableProps {
  title: string;
  nameHead: string;
  valueHead: string;
  rows: readonly BarRow[];
  format(value: number): string;
}

/** Counts side by side: a table that a screen reader reads as it is, with a bar in each row for the eye. */
export function BarTable({ title, nameHead, valueHead, rows, format }: BarTableProps) {
  const largest = Math.max(1, ...rows.map((row) => row.value));
  return (
    <table className={styles.bars}>
      <caption className={styles.title}>{title}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{nameHead}</th>
          <th scope="col">{valueHead}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} data-row={row.key} data-bad={row.bad || undefined}>
            <th scope="row">{row.name}</th>
            <td>
              <svg className={styles.bar} aria-hidden="true" focusable="false">
                <rect width={`${(100 * row.value) / largest}%`} height="100%" rx="3" />
              </svg>
              <span>{format(row.value)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
