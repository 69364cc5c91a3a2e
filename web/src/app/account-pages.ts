/** The pages of an account, fetched together. */
export { AccountPage } from './routes/account/account-page';
export { ForgotPage } from './routes/forgot/forgot-page';
export { LoginPage } from './routes/login/login-page';
export { MailboxPage } from './routes/mailbox/mailbox-page';
export { ProviderPage } from './routes/provider/provider-page';
export { ResetPage } from './routes/reset/reset-page';
export { SignupPage } from './routes/signup/signup-page';
export { VerifyPage } from './routes/verify/verify-page';
