/** A real mail server, which takes letters from whoever logs in, and shows them to a test. */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

const SENDER = { name: 'shop', password: 'a password of the shop in these tests' };

export class MailServer {
  readonly letters: Email[] = [];
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      // It is on this machine.
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) => {
        const known = username === SENDER.name && password === SENDER.password;
        done(known ? null : new Error('no such sender'), { user: username });
      },
      onData: (stream, _session, done) => void this.take(stream).then(() => done(), done),
    });
  }

  static async start(): Promise<MailServer> {
    const mail = new MailServer();
    await new Promise<void>((resolve) => mail.server.listen(0, '127.0.0.1', resolve));
    return mail;
  }

  /** The settings of a shop that sends by it. */
  get settings(): Record<string, string> {
    const { port } = this.server.server.address() as AddressInfo;
    const password = encodeURIComponent(SENDER.password);
    return {
      HOLDFAST_SMTP_URL: `smtp://${SENDER.name}:${password}@127.0.0.1:${port}`,
      HOLDFAST_MAIL_FROM: 'Holdfast <tickets@shop.example>',
    };
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private async take(stream: SMTPServerDataStream): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(piece as Buffer);
    this.letters.push(await PostalMime.parse(Buffer.concat(pieces)));
  }
}
