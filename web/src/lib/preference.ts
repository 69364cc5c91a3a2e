/** Choices that this browser keeps as bare words, so that `first.js` reads them before anything else runs. */
export function recallChoice<Choice extends string>(
  name: string,
  choices: readonly Choice[],
): Choice | null {
  try {
    // An older page wrote JSON.
    const kept = localStorage.getItem(`holdfast.${name}`)?.replaceAll('"', '');
    return choices.find((choice) => choice === kept) ?? null;
  } catch {
    return null;
  }
}

/** Without storage the choice lasts until the page is closed. */
export function rememberChoice(name: string, choice: string): void {
  try {
    localStorage.setItem(`holdfast.${name}`, choice);
  } catch {
    // Storage may be full or forbidden.
  }
}
