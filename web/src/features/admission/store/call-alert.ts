/**
 * Calls a visitor who is looking elsewhere: by a sound, and by vibration where the device has any. Browsers allow both only after the
 * visitor has pressed something on the page, and complain otherwise, so before that there is silence.
 */
const NOTES_HERTZ = [659, 880, 1_319];
const NOTE_SECONDS = 0.18;
const RINGS_FOR_SECONDS = 0.5;
const LOUDNESS = 0.25;
const VIBRATION_MS = [250, 120, 250, 120, 400];

let audio: AudioContext | null = null;

const isAllowed = () => navigator.userActivation?.hasBeenActive ?? false;

/** To be called while a button is pressed: the sound of a page that was never pressed stays off. */
export function prepareSound(): void {
  if (!isAllowed() || typeof AudioContext === 'undefined') return;
  audio ??= new AudioContext();
  audio.resume().catch(() => undefined);
}

export function callVisitor(): void {
  if (!isAllowed()) return;
  navigator.vibrate?.(VIBRATION_MS);
  prepareSound();
  const context = audio;
  if (context) NOTES_HERTZ.forEach((hertz, at) => ring(context, hertz, at * NOTE_SECONDS));
}

function ring(context: AudioContext, hertz: number, after: number): void {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  const start = context.currentTime + after;
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(LOUDNESS, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + RINGS_FOR_SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + RINGS_FOR_SECONDS);
}
