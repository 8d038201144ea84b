// What went wrong with a TLS connection, in words that say what to do about it.
import { TrimtabError } from '../../errors/index.js';

const tlsCodes =
  /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;

export function isTlsCode(code: string | undefined): boolean {
  return code !== undefined && tlsCodes.test(code);
}

/** What comes instead of a handshake where HTTP, or something else, is spoken. */
const noTls = /wrong version number|packet length too long|unknown protocol|record layer failure/i;

/** @param thrown with a code that `isTlsCode` knows */
export function tlsError(url: string, thrown: Error & { readonly code?: string | undefined }): TrimtabError {
  const { code = '', message, cause } = thrown;
  const { protocol, host, hostname } = new URL(url);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    // Behind a redirect it is another one.
    const asked = (cause as { readonly host?: string } | undefined)?.host ?? hostname;
    const text = `${url}: the certificate is not for ${asked}, ${namesIn(cause)} (${code})`;
    const next = 'Name the server as its certificate does, or have one made with this name in it.';
    return new TrimtabError('TRIMTAB_E_TLS', text, { next, cause: thrown });
  }
  if (protocol === 'https:' && noTls.test(message)) {
    const text = `${url}: what listens there speaks no TLS (${code})`;
    const next = `Write http://${host} if the server has none, or give the port at which it has.`;
    return new TrimtabError('TRIMTAB_E_TLS', text, { next, cause: thrown });
  }
  return new TrimtabError('TRIMTAB_E_TLS', `${url}: ${reasonOf(message)} (${code})`, { cause: thrown });
}

/** @param error of Node, with the certificate that came: `subjectaltname` is "DNS:a, IP Address:10.0.0.1" */
function namesIn(error: unknown): string {
  const { cert } = (error ?? {}) as { readonly cert?: { readonly subjectaltname?: string } };
  const names = cert?.subjectaltname?.replace(/\b(DNS|IP Address|URI|email):/g, '') ?? '';
  return names === '' ? 'and has no names' : `but for ${names}`;
}

/** OpenSSL's own errors are "id:error:number:library:function:reason:file:line:more". */
function reasonOf(message: string): string {
  const reason = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/i.exec(message)?.[1];
  return reason ?? message.replace(/\s+/g, ' ').trim();
}
