import { useEffect } from 'react';
import { announce } from '@/components/ui/announcer';
import { callVisitor } from '@/features/admission/store/call-alert';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { serverNow } from '@/lib/server-clock';
import { onTick } from '@/lib/ticker';

/** The visitor is called once more when so much of the time is left. */
const LAST_CALL_MS = 10_000;

/** While there is a call, until `until`: it is heard, felt, spoken, and in the title of the tab whatever page is shown. */
export function useCallAlert(until: string | null, title: string): void {
  const { line: text } = useText();
  const format = useFormat();
  useEffect(() => {
    if (until === null) return;
    const left = () => Date.parse(until) - serverNow();
    const call = () => {
      callVisitor();
      announce(text.calledSpoken(format.duration(left())), true);
    };
    call();
    let isLast = left() <= LAST_CALL_MS;
    return onTick(() => {
      if (isLast || left() > LAST_CALL_MS) return;
      isLast = true;
      call();
    });
  }, [until, text, format]);
  useEffect(() => (until === null ? undefined : keepTitle(title)), [until, title]);
}

/** A page that sets its own title meanwhile has it back afterwards. */
function keepTitle(title: string): () => void {
  let own = document.title;
  const keep = () => {
    if (document.title === title) return;
    own = document.title;
    document.title = title;
  };
  keep();
  const stop = onTick(keep);
  return () => {
    stop();
    if (document.title === title) document.title = own;
  };
}
