import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { useText } from '@/i18n/language';
import page from '@/app/shared/page.module.css';

export function NotFoundPage() {
  const { notFound } = useText();
  useTitle(notFound.title);
  return (
    <div className={page.page}>
      <Empty art title={notFound.title} text={notFound.text}>
        <ButtonLink to="/" look="primary">
          {notFound.home}
        </ButtonLink>
      </Empty>
    </div>
  );
}
