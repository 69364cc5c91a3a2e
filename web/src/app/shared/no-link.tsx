import { ButtonLink } from '@/components/ui/button-link';
import { useText } from '@/i18n/language';
import { FormPage } from './form-page';

/** In place of a page that needs the link of a mail. */
export function NoLink({ to }: { to: '/signup' | '/forgot' }) {
  const { account: text } = useText();
  return (
    <FormPage title={text.noLinkTitle} lead={text.noLink}>
      <ButtonLink to={to} look="primary">
        {text.askAgain}
      </ButtonLink>
    </FormPage>
  );
}
