/** What happened, and what to do next. */
export type Sentence = [what: string, next: string];
