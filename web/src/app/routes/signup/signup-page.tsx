import { useState } from 'react';
import { register } from '@/features/account/api/ask-for-link';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { ProviderButtons } from '@/features/account/components/provider-buttons';
import { TextField } from '@/features/account/components/text-field';
import { useLanguage, useText } from '@/i18n/language';
import { Link } from '@/navigation/link';
import { logInPath } from '@/app/shared/event-path';
import { FormPage } from '@/app/shared/form-page';
import { LetterSent } from '@/app/shared/letter-sent';
import { useWayOn } from '@/app/shared/use-way-on';

export function SignupPage() {
  const { account: text } = useText();
  const locale = useLanguage();
  const next = useWayOn();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const send = async (values: Values) => {
    const email = values('email').trim();
    const name = values('name').trim();
    await register({ email, locale, ...(name && { name }) });
    setSentTo(email);
  };
  if (sentTo !== null) return <LetterSent email={sentTo} onAgain={() => setSentTo(null)} />;
  return (
    <FormPage
      title={text.signUpTitle}
      lead={text.signUpLead}
      foot={<Link to={logInPath(next)}>{text.toLogIn}</Link>}
    >
      <AccountForm submit={text.signUp} send={send}>
        {(faultOf) => (
          <>
            <TextField
              label={text.email}
              name="email"
              type="email"
              autoComplete="email"
              required
              fault={faultOf('email')}
            />
            <TextField
              label={text.name}
              name="name"
              autoComplete="name"
              maxLength={100}
              fault={faultOf('name')}
            />
          </>
        )}
      </AccountForm>
      <ProviderButtons next={next} />
    </FormPage>
  );
}
