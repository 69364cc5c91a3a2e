import { Skeleton } from '@/components/ui/skeleton';
import { useText } from '@/i18n/language';
import styles from './page-shape.module.css';

/** The shape of a page whose code is still on its way. It appears late, so that code which is nearly here does not flicker. */
export function PageShape({ shape }: { shape: 'text' | 'map' }) {
  const { loading } = useText();
  return (
    <div
      className={styles[shape]}
      role="status"
      aria-label={loading}
      data-wide={shape === 'map' || undefined}
    >
      <h1 className="visually-hidden">{loading}</h1>
      <Skeleton width="14rem" height="2rem" />
      <Skeleton width="20rem" />
      <Skeleton height="8rem" />
    </div>
  );
}
