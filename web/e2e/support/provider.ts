/** A real provider of OpenID Connect, at which whoever comes is recognized at once as the person that a test has named. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface Person {
  id: string;
  email: string;
  isVerified: boolean;
}

const CLIENT = { id: 'shop', secret: 'a secret of the shop in these tests' };

export class TestProvider {
  /** Who is recognized from now on. */
  person: Person = { id: 'nobody', email: 'nobody@example.com', isVerified: false };

  private constructor(
    readonly url: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  /** `shop`: where the browser comes back to. */
  static async start(shop: string): Promise<TestProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const test = new TestProvider(url, server);
    const provider = test.provider(shop);
    const answer = provider.callback();
    server.on('request', (request, response) => {
      if (request.url?.startsWith('/interaction/'))
        void test.recognize(provider, request, response);
      else void answer(request, response);
    });
    return test;
  }

  /** The settings of a shop that knows it as `acme`. */
  get settings(): Record<string, string> {
    return {
      HOLDFAST_OIDC_PROVIDERS: 'acme',
      HOLDFAST_OIDC_ACME_ISSUER: this.url,
      HOLDFAST_OIDC_ACME_TITLE: 'ACME',
      HOLDFAST_OIDC_ACME_CLIENT_ID: CLIENT.id,
      HOLDFAST_OIDC_ACME_CLIENT_SECRET: CLIENT.secret,
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** As it is by default: PKCE, a signature by RS256, and what it knows of people where the access token leads to. */
  private provider(shop: string): Provider {
    return new Provider(this.url, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [`${shop}/api/auth/oidc/acme/callback`],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      cookies: { keys: ['a key of these tests'] },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          email: this.person.email,
          email_verified: this.person.isVerified,
        }),
      }),
      // No one is asked whether the shop may know the address.
      loadExistingGrant: async ({ oidc }) => {
        const { client, session, provider } = oidc;
        if (!client) return undefined;
        const accountId = session?.accountId;
        const grant = new provider.Grant({ clientId: client.clientId, accountId });
        grant.addOIDCScope('openid email');
        await grant.save();
        return grant;
      },
    });
  }

  private async recognize(
    provider: Provider,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    await provider.interactionDetails(request, response);
    const result = { login: { accountId: this.person.id } };
    await provider.interactionFinished(request, response, result);
  }
}
