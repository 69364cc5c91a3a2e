/** An account from its first letter to its end. */
import {
  accountMenu,
  emailField,
  fillIn,
  logIn,
  makeAccount,
  newAddress,
  openLetter,
  PASSWORD,
  passwordField,
  submit,
} from './support/account';
import { hold, openClub, payButton, expectBought, toCheckout } from './support/shop';
import { expect, test } from './support/test';

test.use({ apart: 'account' });

test('an account is made by the link of a letter, in the mailbox of the demo', async ({ page }) => {
  const email = newAddress();
  await page.goto('/');
  await page.getByRole('link', { name: '로그인' }).click();
  await page.getByRole('link', { name: '계정 만들기' }).click();
  await emailField(page).fill(email);
  await page.getByLabel('이름 (선택)').fill('김민아');
  await submit(page).click();
  await page.getByRole('link', { name: '데모 메일함 열기' }).click();
  await openLetter(page, email, /가입을 확인/);
  await expect(page).toHaveURL(/\/verify#token=/);
  await passwordField(page).fill('password123');
  await expect(page.getByText('쉽게 짐작할 수 있어요.')).toBeVisible();
  await submit(page).click();
  await expect(page.getByRole('alert').filter({ hasText: '쉽게 짐작할' })).toBeVisible();
  await expect(passwordField(page)).toBeFocused();
  await passwordField(page).fill(PASSWORD);
  await submit(page).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText(email).first()).toBeVisible();
  await expect(page.getByLabel('이름 (선택)')).toHaveValue('김민아');
  await expect(page.getByText('이 기기')).toBeVisible();
  await page.reload();
  await expect(page.getByText(email).first()).toBeVisible();
});

test('the page says the same of an address with an account and of one without', async ({
  page,
  holdfast,
}) => {
  const said: (string | null)[] = [];
  for (const [path, email] of [
    ['/signup', await makeAccount(holdfast)],
    ['/signup', newAddress()],
    ['/forgot', newAddress()],
  ] as const) {
    await page.goto(path);
    await emailField(page).fill(email);
    await submit(page).click();
    const sent = page.getByRole('heading', { name: '메일을 확인해 주세요' });
    await expect(sent).toBeVisible();
    await expect(page.getByRole('link', { name: '데모 메일함 열기' })).toBeVisible();
    said.push(((await page.locator('main').textContent()) ?? '').replace(email, '…'));
  }
  expect(new Set(said).size).toBe(1);
});

test('a buyer who logs in at the checkout keeps the seats, and finds the order in the account', async ({
  page,
  holdfast,
  another,
}) => {
  const email = await makeAccount(holdfast);
  await openClub(page);
  await hold(page, [1, 2]);
  await toCheckout(page);
  await page.getByRole('link', { name: '로그인', exact: true }).click();
  await expect(page.getByText('잡아 둔 자리가 있어요.')).toBeVisible();
  await fillIn(page, email, 'a wrong password');
  await expect(page.locator('[data-code="CREDENTIALS_WRONG"]')).toBeVisible();
  await fillIn(page, email);
  await expect(page).toHaveURL(/\/checkout$/);
  await payButton(page).click();
  await expectBought(page);
  const elsewhere = await another();
  await logIn(elsewhere, email);
  await accountMenu(elsewhere).click();
  await elsewhere.getByRole('link', { name: '내 예매' }).last().click();
  await expect(elsewhere.getByText('예매 완료')).toBeVisible();
  await expect(elsewhere.getByText('이 브라우저에서')).toBeHidden();
});

test('another password ends the sessions of other devices', async ({ page, holdfast, another }) => {
  const email = await makeAccount(holdfast);
  const other = await another();
  await logIn(other, email);
  await page.goto('/forgot');
  await emailField(page).fill(email);
  await submit(page).click();
  await page.getByRole('link', { name: '데모 메일함 열기' }).click();
  await openLetter(page, email, /재설정/);
  await expect(page).toHaveURL(/\/reset#token=/);
  await page.getByLabel('새 비밀번호').fill('a staple of other horses');
  await submit(page).click();
  await expect(page.getByRole('heading', { name: '비밀번호를 바꿨어요' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: '로그인' }).click();
  await fillIn(page, email, 'a staple of other horses');
  await expect(page).toHaveURL(/\/account$/);
  await other.reload();
  await expect(other.getByTestId('session-notice').or(emailField(other)).first()).toBeVisible();
});

test('an account is changed, and deleted by who types its address and its password', async ({
  page,
  holdfast,
}) => {
  const email = await makeAccount(holdfast);
  await logIn(page, email);
  const profile = page.getByRole('region', { name: '내 정보' });
  await profile.getByLabel('이름 (선택)').fill('민아');
  await profile.getByLabel('English').check();
  await profile.getByRole('button', { name: '저장하기' }).click();
  await expect(page.getByTestId('toast')).toHaveText('저장했어요.');
  await page.reload();
  await expect(profile.getByLabel('이름 (선택)')).toHaveValue('민아');
  await expect(profile.getByLabel('English')).toBeChecked();
  const deletion = page.getByRole('region', { name: '계정 지우기' });
  await deletion.getByLabel(email).fill('someone@example.com');
  await deletion.getByLabel('비밀번호', { exact: true }).fill(PASSWORD);
  await deletion.getByRole('button', { name: '계정 지우기' }).click();
  await expect(deletion.getByText('계정의 이메일과 같지 않아요.')).toBeVisible();
  await deletion.getByLabel(email).fill(email);
  await deletion.getByRole('button', { name: '계정 지우기' }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole('link', { name: '로그인' })).toBeVisible();
  await page.goto('/login');
  await fillIn(page, email);
  await expect(page.locator('[data-code="CREDENTIALS_WRONG"]')).toBeVisible();
});
