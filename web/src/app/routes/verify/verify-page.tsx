import { useEffect, useState } from 'react';
import { verify } from '@/features/account/api/open-link';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { PasswordField } from '@/features/account/components/password-field';
import { linkToken } from '@/features/account/model/link-token';
import { useText } from '@/i18n/language';
import { pageHistory, useHistory } from '@/navigation/history';
import { Link } from '@/navigation/link';
import { FormPage } from '@/app/shared/form-page';
import { NoLink } from '@/app/shared/no-link';

/** The link of a registration: only who can read the mailbox chooses the password. */
export function VerifyPage() {
  const { account: text } = useText();
  const token = linkToken(useHistory().location.hash);
  const [done, setDone] = useState(false);
  // A visitor who has gone elsewhere meanwhile stays there. With this the token goes from the history.
  useEffect(() => {
    if (done) pageHistory.replace('/account');
  }, [done]);
  if (token === null) return <NoLink to="/signup" />;
  const send = async (values: Values) => {
    await verify({ token, password: values('password') });
    setDone(true);
  };
  return (
    <FormPage
      title={text.verifyTitle}
      lead={text.verifyLead}
      foot={<Link to="/signup">{text.askAgain}</Link>}
    >
      <AccountForm submit={text.verify} send={send}>
        {(faultOf) => (
          <PasswordField label={text.password} name="password" chosen fault={faultOf('password')} />
        )}
      </AccountForm>
    </FormPage>
  );
}
