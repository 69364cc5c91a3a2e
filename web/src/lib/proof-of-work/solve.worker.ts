/** Works beside the page, which goes on answering its visitor. */
import { proofOf, type WorkChallenge } from '@holdfast/client/proof-of-work';

self.onmessage = ({ data }: MessageEvent<WorkChallenge>) => {
  self.postMessage(proofOf(data));
};
