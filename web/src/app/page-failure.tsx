import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { useText } from '@/i18n/language';
import styles from './shell/page-shape.module.css';

interface PageFailureProps {
  failure: 'missing' | 'crashed';
  onAgain(): void;
}

/** In place of a page: the purchase is kept on the server and in the tab, so nothing is lost. */
export function PageFailure({ failure, onAgain }: PageFailureProps) {
  const { crash } = useText();
  return (
    <div className={styles.failure} role="alert">
      <Empty art title={crash[failure]} text={crash.text}>
        <Button look="primary" onClick={onAgain}>
          {crash.reload}
        </Button>
      </Empty>
    </div>
  );
}
