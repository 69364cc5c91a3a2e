import { useEffect, useState } from 'react';
import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { useText } from '@/i18n/language';
import { useHistory } from '@/navigation/history';
import { isLogInPath, logInPath } from './event-path';
import styles from './hold-reminder.module.css';

/** Says calmly that the session has ended elsewhere: the page goes on, as a guest's. */
export function SessionNotice() {
  const { account: text, close } = useText();
  const { pathname } = useHistory().location;
  const [closed, setClosed] = useState(false);
  useEffect(() => announce(`${text.endedTitle} ${text.ended}`), [text]);
  if (closed || isLogInPath(pathname)) return null;
  return (
    <aside className={styles.reminder} data-testid="session-notice">
      <p>
        <strong>{text.endedTitle}</strong> {text.ended}
      </p>
      <ButtonLink to={logInPath(pathname)}>{text.again}</ButtonLink>
      <Button look="quiet" onClick={() => setClosed(true)}>
        {close}
      </Button>
    </aside>
  );
}
