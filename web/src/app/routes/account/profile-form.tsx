import { useQueryClient } from '@tanstack/react-query';
import { say } from '@/components/ui/toast';
import { accountQuery, changeAccount } from '@/features/account/api/account';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { TextField } from '@/features/account/components/text-field';
import type { Account } from '@/features/account/model/account-body';
import { useText } from '@/i18n/language';
import { Part } from './part';
import styles from './account.module.css';

const LOCALES = ['ko', 'en'] as const;

export function ProfileForm({ account }: { account: Account }) {
  const { account: text } = useText();
  const client = useQueryClient();
  const send = async (values: Values) => {
    const name = values('name').trim();
    const changed = await changeAccount({ locale: values('locale'), ...(name && { name }) });
    client.setQueryData(accountQuery().queryKey, changed);
    say(text.saved);
  };
  return (
    <Part title={text.profile}>
      <AccountForm submit={text.save} look="plain" send={send}>
        {(faultOf) => (
          <>
            <TextField
              label={text.name}
              name="name"
              autoComplete="name"
              maxLength={100}
              defaultValue={account.name ?? ''}
              fault={faultOf('name')}
            />
            <fieldset className={styles.choice}>
              <legend>{text.language}</legend>
              {LOCALES.map((locale) => (
                <label key={locale}>
                  <input
                    type="radio"
                    name="locale"
                    value={locale}
                    defaultChecked={account.locale === locale}
                  />
                  {text.languages[locale]}
                </label>
              ))}
            </fieldset>
          </>
        )}
      </AccountForm>
    </Part>
  );
}
