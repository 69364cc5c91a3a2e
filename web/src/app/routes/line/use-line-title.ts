import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { LineStage } from './line-stage';

/** What the tab says of the line, for a visitor who is looking at another one. */
export function useLineTitle(stage: LineStage): string {
  const { line: text } = useText();
  const format = useFormat();
  if (stage.name === 'called') return text.called;
  if (stage.name !== 'waiting') return text.title;
  const { ahead } = stage.place;
  if (ahead === 0) return text.next;
  return ahead ? `${text.yourPlace} ${text.ahead(format.number(ahead))}` : text.title;
}
