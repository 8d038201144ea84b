// What the `heron` command of fake-heron.ts does: node heron-program.mjs DIRECTORY ARGUMENTS…, as heron-cli 0.20 takes them.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [directory = '', ...words] = process.argv.slice(2);
const apiUrl = readFileSync(join(directory, 'api'), 'utf8');
const troubled = join(directory, 'trouble');
appendFileSync(join(directory, 'noted'), `${JSON.stringify(words)}\n`);
const [command, place = '', name = '', ...options] = words;

function say(text) {
  process.stdout.write(`${text}\n`);
}

function log(level, text) {
  process.stderr.write(`[2026-11-26 00:00:00 +0000] [${level}]: ${text}\n`);
}

function misused(text) {
  process.stderr.write(`usage: heron update [options]\nheron update: error: ${text}\n`);
  process.exit(2);
}

function formOf() {
  const form = new URLSearchParams();
  for (const option of options) {
    const [, key, value = ''] = /^--([\w-]+)(?:=(.*))?$/.exec(option) ?? [];
    if (key === 'dry-run') form.set('dry_run', 'true');
    else if (key === 'dry-run-format') form.set('dry_run_format', value.toUpperCase());
    else if (key === 'component-parallelism' && /^[\w.-]+:\d+$/.test(value))
      form.append('component_parallelism', value);
    else if (key === 'container-number' && /^\d+$/.test(value)) form.set('container_number', value);
    else if (key === 'config-property') form.set(...value.split('='));
    else misused(`Invalid syntax: ${option}`);
  }
  // In direct mode the command takes both numbers; the server behind this one does by another name.
  const containers = form.get('container_number');
  if (containers !== null && form.has('component_parallelism')) {
    form.delete('container_number');
    form.set('RUNTIME_MANAGER_CONTAINER_NUMBER_KEY', containers);
  }
  return form;
}

async function update() {
  const form = formOf();
  const isDry = form.has('dry_run');
  const action = `update topology${isDry ? ' in dry-run mode' : ''}: ${name}`;
  const set = existsSync(troubled) ? JSON.parse(readFileSync(troubled, 'utf8')) : null;
  const trouble = set?.on === (isDry ? 'dry-run' : 'update') ? set.kind : null;
  log('INFO', `Using cluster definition in /opt/heron/conf/${place.split('/')[0]}`);
  if (trouble === 'usage') misused('Invalid dry-run response format: json. Available formats: raw | table');
  if (trouble === 'garbage') return say('\u0007<html>welcome</html>');
  if (trouble === 'server') return log('INFO', `Successfully ${action}`);
  if (trouble === 'no-conf') {
    log('ERROR', `Config path cluster directory does not exist: /opt/heron/conf/${place.split('/')[0]}`);
    return fail(action);
  }
  if (trouble === 'hangs') await sleep(60_000);
  if (trouble === 'fails') {
    log('ERROR', 'Failed to initialize the state manager: Connection refused');
    return fail(action);
  }
  const answer = fetch(`${apiUrl}/api/v1/topologies/${place}/${name}/update`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(form),
  });
  if (trouble === 'half') setTimeout(() => process.exit(137), 40);
  const got = await answer;
  const { message, response } = await got.json();
  if (got.status !== 200) {
    log('ERROR', message);
    return fail(action);
  }
  if (trouble === 'late') {
    log('ERROR', `Failed to get physical plan for topology ${name}`);
    return fail(action);
  }
  if (response === undefined) writeFileSync(join(directory, 'ended'), '');
  else say(response);
  log('INFO', `Successfully ${action}`);
}

function fail(action) {
  log('ERROR', `Failed to ${action}`);
  process.exitCode = 1;
}

if (command === 'version') say("heron.build.git.revision : 'abc'\nheron.build.version : 0.20.5-incubating");
else if (command === 'update') await update();
else misused(`invalid choice: ${command}`);
