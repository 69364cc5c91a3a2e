import { useState } from 'react';
import { say } from '@/components/ui/toast';
import { deleteAccount } from '@/features/account/api/account';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { PasswordField } from '@/features/account/components/password-field';
import { TextField } from '@/features/account/components/text-field';
import { useText } from '@/i18n/language';
import { pageHistory } from '@/navigation/history';
import { Part } from './part';

interface DeleteAccountProps {
  email: string;
  hasPassword: boolean;
}

/** Asks for the address, typed, and for the password, if there is one: it cannot be undone. */
export function DeleteAccount({ email, hasPassword }: DeleteAccountProps) {
  const { account: text } = useText();
  const [differs, setDiffers] = useState(false);
  const send = async (values: Values) => {
    const confirmed = values('confirmation').trim().toLowerCase() === email.toLowerCase();
    setDiffers(!confirmed);
    if (!confirmed) return;
    await deleteAccount(hasPassword ? { password: values('password') } : {});
    say(text.deleted);
    pageHistory.replace('/');
  };
  return (
    <Part title={text.deleteTitle} lead={text.deleteLead}>
      <AccountForm submit={text.delete} look="plain" send={send}>
        {() => (
          <>
            <TextField
              label={text.deleteWord(email)}
              name="confirmation"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
              fault={differs ? text.deleteWordFault : null}
            />
            {hasPassword && <PasswordField label={text.password} name="password" />}
          </>
        )}
      </AccountForm>
    </Part>
  );
}
