/** The console's few signs. Sharing the shop's would cut its files into smaller ones, which its pages would fetch one by one. */
const PATHS = {
  kept: 'M4 12.5L10 18.5L20 6.5',
  broken: 'M6 6L18 18M18 6L6 18',
  notYet: 'M5 12H19',
  well: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M7.5 12.5l3 3l6-6.5',
  alarm: 'M12 3L22 20H2ZM12 10v4M12 16.5v.5',
};

export function Icon({ name, size }: { name: keyof typeof PATHS; size: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
