import { useState } from 'react';
import { forgot } from '@/features/account/api/ask-for-link';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { TextField } from '@/features/account/components/text-field';
import { useLanguage, useText } from '@/i18n/language';
import { Link } from '@/navigation/link';
import { FormPage } from '@/app/shared/form-page';
import { LetterSent } from '@/app/shared/letter-sent';

export function ForgotPage() {
  const { account: text } = useText();
  const locale = useLanguage();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const send = async (values: Values) => {
    const email = values('email').trim();
    await forgot({ email, locale });
    setSentTo(email);
  };
  if (sentTo !== null) return <LetterSent email={sentTo} onAgain={() => setSentTo(null)} />;
  return (
    <FormPage
      title={text.forgotTitle}
      lead={text.forgotLead}
      foot={<Link to="/login">{text.logIn}</Link>}
    >
      <AccountForm submit={text.forgot} send={send}>
        {(faultOf) => (
          <TextField
            label={text.email}
            name="email"
            type="email"
            autoComplete="username"
            required
            fault={faultOf('email')}
          />
        )}
      </AccountForm>
    </FormPage>
  );
}
