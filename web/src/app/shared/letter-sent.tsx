import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { mailboxQuery } from '@/features/account/api/mailbox';
import { useText } from '@/i18n/language';
import { FormPage } from './form-page';
import { useArrival } from './use-arrival';

/** What follows stands in the mail, so the page says the same whatever the address. */
export function LetterSent({ email, onAgain }: { email: string; onAgain(): void }) {
  const { account: text } = useText();
  useArrival(text.sentTitle);
  const { data: letters } = useQuery({ ...mailboxQuery(), retry: false });
  return (
    <FormPage title={text.sentTitle} lead={text.sent(email)}>
      {letters && (
        <ButtonLink to="/mailbox" look="primary">
          {text.toMailbox}
        </ButtonLink>
      )}
      <Button onClick={onAgain}>{text.otherAddress}</Button>
    </FormPage>
  );
}
