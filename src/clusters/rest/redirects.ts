// Where a server leads to instead of answering, and from where it may not.
import { TrimtabError } from '../../errors/index.js';

/** A certificate that was checked says nothing of an answer without TLS, and a secret would go there in the open. */
export function refuseWithoutTls(from: string, to: string): void {
  if (!from.startsWith('https:') || to.startsWith('https:')) return;
  throw new TrimtabError('TRIMTAB_E_TLS', `${from}: it redirects to ${to}, which has no TLS`, {
    next: 'Give the address that answers by itself, or correct the redirect of the proxy before it.',
  });
}

/** The refusal, which comes wrapped in errors of the HTTP client; undefined for any other error. */
export function refusalIn(thrown: unknown): TrimtabError | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof TrimtabError) return error;
  }
  return undefined;
}

/** @param request of the answer: behind redirects Node's client has the address at which it ended */
export function shownUrl(url: string, request: unknown): string {
  const { res } = (request ?? {}) as { readonly res?: { readonly responseUrl?: string } };
  const final = res?.responseUrl ?? url;
  return final === url ? url : `${url}, redirected to ${final}`;
}
