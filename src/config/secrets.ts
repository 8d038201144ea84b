// Secrets: where they may come from (files, credentials of systemd), and how one that stands in a wrong place is known.
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** In place of a path: the file of that name in $CREDENTIALS_DIRECTORY, which systemd makes for the service alone. */
export const credentialPrefix = 'credential:';

/**
 * @param directory $CREDENTIALS_DIRECTORY; outside a service there is none, and the name stays as it is
 * @returns undefined for what names no credential
 */
export function credentialFile(value: string, directory: string | undefined): string | undefined {
  if (!value.startsWith(credentialPrefix)) return undefined;
  const name = value.slice(credentialPrefix.length);
  const isKnown = directory !== undefined && directory !== '' && isCredentialName(name);
  return isKnown ? join(directory, name) : value;
}

/** As systemd takes them: no path. */
export function isCredentialName(name: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name);
}

/** What nobody would call a file: the value of a header, or PEM. */
export function looksLikeSecret(value: string): boolean {
  return /[\r\n]|-----BEGIN |(^|\/)(Bearer|Basic|Token|Negotiate|Digest) \S/i.test(value);
}

/** Names of options under which people keep secrets elsewhere. */
export function isSecretName(name: string): boolean {
  return /pass(word|wd|phrase)|token|secret|api[._-]?key|credential|^pass$|^pwd$|^value$/i.test(name);
}

/** Variables that were meant to give Trimtab a secret: it reads none of them. */
export function secretVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('TRIMTAB_') && (isSecretName(name) || /_(AUTH|KEY|HEADER)$/.test(name)))
    .sort();
}

/** Why a secret is not as secret as it should be; undefined where nothing is to be said, or the file is not there. */
export function tooOpen(file: string): string | undefined {
  return (modeOf(file) & 0o007) === 0
    ? undefined
    : `every user of this machine may open it: chmod o= ${file}`;
}

/** Undefined where only its owner and group may, or the file is not there. */
export function writableByAll(file: string): string | undefined {
  return (modeOf(file) & 0o002) === 0
    ? undefined
    : `every user of this machine may write it: chmod o-w ${file}`;
}

/** 0 for what cannot be looked at: who reads the file says why. */
function modeOf(file: string): number {
  try {
    return statSync(file).mode;
  } catch {
    return 0;
  }
}
