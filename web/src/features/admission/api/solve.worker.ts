/** Works beside the page, which goes on answering its visitor. */
import { proofOf, type WorkChallenge } from '../model/work';

self.onmessage = ({ data }: MessageEvent<WorkChallenge>) => {
  self.postMessage(proofOf(data));
};
