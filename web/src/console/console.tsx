import { useEffect, useState } from 'react';
import type { Problem } from '@/lib/problem';
import styles from './console.module.css';
import { forgetToken, keepToken, recallToken } from './model/operator-token';
import { Dashboard } from './parts/dashboard';
import { LineDashboard } from './parts/line-dashboard';
import { SignIn } from './parts/sign-in';
import { TopBar } from './parts/top-bar';
import { useWords } from './words/use-words';

/** The address says what is shown. */
const View = window.location.pathname.startsWith('/console/line') ? LineDashboard : Dashboard;

/** Asks for the token, and shows the sale or its lines while the server takes it. */
export function Console() {
  const words = useWords();
  const [token, setToken] = useState(recallToken);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  useEffect(() => {
    document.title = words.title;
  }, [words]);
  const enter = (typed: string) => {
    keepToken(typed);
    setRefusal(null);
    setToken(typed);
  };
  const leave = (problem: Problem | null) => {
    forgetToken();
    setRefusal(problem);
    setToken(null);
  };
  return (
    <div className={styles.console}>
      <TopBar onSignOut={token === null ? null : () => leave(null)} />
      <main className={styles.main}>
        {token === null ? (
          <SignIn refusal={refusal} onToken={enter} />
        ) : (
          <View key={token} token={token} onRefused={leave} />
        )}
      </main>
    </div>
  );
}
