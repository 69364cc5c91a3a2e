import { useEffect, useState } from 'react';
import { ButtonLink } from '@/components/ui/button-link';
import { reset } from '@/features/account/api/open-link';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { PasswordField } from '@/features/account/components/password-field';
import { linkToken } from '@/features/account/model/link-token';
import { useText } from '@/i18n/language';
import { pageHistory, useHistory } from '@/navigation/history';
import { Link } from '@/navigation/link';
import { FormPage } from '@/app/shared/form-page';
import { NoLink } from '@/app/shared/no-link';
import { useArrival } from '@/app/shared/use-arrival';

export function ResetPage() {
  const { account: text } = useText();
  const token = linkToken(useHistory().location.hash);
  const [done, setDone] = useState(false);
  if (done) return <Done />;
  if (token === null) return <NoLink to="/forgot" />;
  const send = async (values: Values) => {
    await reset({ token, password: values('password') });
    setDone(true);
  };
  return (
    <FormPage
      title={text.resetTitle}
      lead={text.resetLead}
      foot={<Link to="/forgot">{text.askAgain}</Link>}
    >
      <AccountForm submit={text.reset} send={send}>
        {(faultOf) => (
          <PasswordField
            label={text.newPassword}
            name="password"
            chosen
            fault={faultOf('password')}
          />
        )}
      </AccountForm>
    </FormPage>
  );
}

function Done() {
  const { account: text } = useText();
  useArrival(text.resetDoneTitle);
  // The token goes from the history.
  useEffect(() => pageHistory.replace('/reset'), []);
  return (
    <FormPage title={text.resetDoneTitle} lead={text.resetDone}>
      <ButtonLink to="/login" look="primary">
        {text.logIn}
      </ButtonLink>
    </FormPage>
  );
}
