// Heron's API server: its version, a dry run of an update, and the update itself, which is sent once.
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import { type HttpOptions, httpReader } from '../rest/http.js';
import { oncePoster, type Posted } from '../rest/post-once.js';
import { uncertain } from '../rest/uncertain.js';
import { apiDialect, messageOf, refusalOf } from './api-answers.js';
import { parseDryRun } from './dry-run.js';
import type { Named } from './tracker.js';
import { repackingKey, type UpdateRequest, type Updater, updateTimeoutSeconds } from './updater.js';

const versionSchema = z.looseObject({ 'heron.build.version': z.string() });
const responseSchema = z.object({ response: z.string() });
const formType = 'application/x-www-form-urlencoded';

/** Beside a parallelism `container_number` is ignored, with 200; this, which it should become, is not. */
const containersKey = 'RUNTIME_MANAGER_CONTAINER_NUMBER_KEY';

export interface ApiServer extends Updater {
  version(signal: AbortSignal): Promise<string>;
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read */
export function apiServer(options: HttpOptions, longestSeconds = updateTimeoutSeconds): ApiServer {
  const get = httpReader(options, apiDialect);
  const postShort = oncePoster(options, apiDialect, formType);
  const postLong = oncePoster({ ...options, timeoutSeconds: longestSeconds }, apiDialect, formType);
  return {
    version: async (signal) => {
      const read = versionSchema.safeParse(await get('/version', signal));
      if (read.success) return read.data['heron.build.version'];
      const text = `${options.url}/api/v1/version: JSON came, but not its version`;
      throw new TrimtabError('TRIMTAB_E_NOT_API_SERVER', text);
    },
    dryRun: async (topology, request, signal) => {
      // The format is an enum's name: in lower case it is not known, and a table comes. Presence alone makes it a dry run.
      const asked = new URLSearchParams([
        ...formOf(request),
        ['dry_run', 'true'],
        ['dry_run_format', 'JSON'],
      ]);
      const answer = await asDryRun(() => postShort(updatePath(topology), String(asked), signal), signal);
      const { url, status, json, contentType, body } = answer;
      const read = responseSchema.safeParse(json);
      if (status === 200 && read.success) return parseDryRun(url, read.data.response);
      throw refusalOf(url, status, json) ?? apiDialect.errorOfAnswer(url, status, contentType, body, json);
    },
    update: async (topology, request, signal) => {
      const answer = await postLong(updatePath(topology), String(formOf(request)), signal);
      const { url, status, json } = answer;
      // "updated" comes for what is ignored, too: whether it is in force is for the Tracker to say.
      if (status === 200 && messageOf(json)?.endsWith(' updated') === true) return;
      throw refusalOf(url, status, json) ?? uncertain('the update', reasonOf(answer));
    },
  };
}

function formOf({ executors, containers, repacking }: UpdateRequest): URLSearchParams {
  const counts = Object.entries(executors);
  const form = new URLSearchParams(
    counts.map(([name, n]): [string, string] => ['component_parallelism', `${name}:${n}`]),
  );
  if (containers !== null)
    form.set(counts.length === 0 ? 'container_number' : containersKey, String(containers));
  if (repacking !== null) form.set(repackingKey, repacking);
  return form;
}

function reasonOf({ url, status, json }: Posted): string {
  return `${url}: HTTP ${status}: ${messageOf(json) ?? 'no answer of an API server'}`;
}

/** Nothing is uncertain about a dry run. */
async function asDryRun(post: () => Promise<Posted>, signal: AbortSignal): Promise<Posted> {
  try {
    return await post();
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    const isUncertain = thrown instanceof TrimtabError && thrown.code === 'TRIMTAB_E_UNCERTAIN';
    throw isUncertain && thrown.cause instanceof TrimtabError ? thrown.cause : thrown;
  }
}

function updatePath({ cluster, role, environ, name }: Named): string {
  return `/topologies/${[cluster, role, environ, name].map(encodeURIComponent).join('/')}/update`;
}
