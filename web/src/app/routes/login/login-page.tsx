import { logIn } from '@/features/account/api/log-in';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { PasswordField } from '@/features/account/components/password-field';
import { ProviderButtons } from '@/features/account/components/provider-buttons';
import { TextField } from '@/features/account/components/text-field';
import { useText } from '@/i18n/language';
import { Link } from '@/navigation/link';
import { FormPage } from '@/app/shared/form-page';
import { useWayOn } from '@/app/shared/use-way-on';

const send = (values: Values) =>
  logIn({ email: values('email').trim(), password: values('password') });

export function LoginPage() {
  const { account: text } = useText();
  const next = useWayOn();
  return (
    <FormPage
      title={text.logInTitle}
      lead={text.logInLead}
      foot={
        <>
          <Link to={`/signup?next=${encodeURIComponent(next)}`}>{text.toSignUp}</Link>
          <Link to="/forgot">{text.toForgot}</Link>
        </>
      }
    >
      <AccountForm submit={text.logIn} send={send}>
        {(faultOf) => (
          <>
            <TextField
              label={text.email}
              name="email"
              type="email"
              autoComplete="username"
              required
              fault={faultOf('email')}
            />
            <PasswordField label={text.password} name="password" />
          </>
        )}
      </AccountForm>
      <ProviderButtons next={next} />
    </FormPage>
  );
}
