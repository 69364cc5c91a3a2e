import { useQueryClient } from '@tanstack/react-query';
import { say } from '@/components/ui/toast';
import { changeAccount } from '@/features/account/api/account';
import { sessionsQuery } from '@/features/account/api/sessions';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { PasswordField } from '@/features/account/components/password-field';
import { useText } from '@/i18n/language';
import { Part } from './part';

export function PasswordForm({ email }: { email: string }) {
  const { account: text } = useText();
  const client = useQueryClient();
  const send = async (values: Values) => {
    await changeAccount({
      currentPassword: values('currentPassword'),
      newPassword: values('newPassword'),
    });
    say(text.passwordSaved);
    await client.invalidateQueries({ queryKey: sessionsQuery().queryKey });
  };
  return (
    <Part title={text.passwordTitle} lead={text.passwordLead}>
      <AccountForm submit={text.passwordTitle} look="plain" send={send} clears>
        {(faultOf) => (
          <>
            {/* So that the browser's keychain knows whose password it is. */}
            <input
              type="text"
              name="username"
              autoComplete="username"
              value={email}
              readOnly
              hidden
            />
            <PasswordField
              label={text.currentPassword}
              name="currentPassword"
              fault={faultOf('currentPassword')}
            />
            <PasswordField
              label={text.newPassword}
              name="newPassword"
              chosen
              fault={faultOf('newPassword')}
            />
          </>
        )}
      </AccountForm>
    </Part>
  );
}
