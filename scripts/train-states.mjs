// Writes the states that a model was trained on beside it, as trimtab train does: for a model of an earlier release. npm run train:states -- --model DIR
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { modelFolder } from '../dist/config/index.js';
import { statesFile, statesText } from '../dist/drift/index.js';
import { loadDqnModel } from '../dist/policy/index.js';
import { recordOf, trainingStatesOf } from '../dist/training/index.js';

const { values } = parseArgs({
  options: { model: { type: 'string', default: 'models/default' }, jobs: { type: 'string', default: '1' } },
});
const folder = modelFolder(values.model);
const { manifest } = await loadDqnModel(folder);
const { spec } = recordOf(manifest).training;
const states = await trainingStatesOf(spec, [], {
  jobs: Number(values.jobs),
  signal: new AbortController().signal,
  onDone: (done, of) => {
    if (done % 50 === 0 || done === of) process.stderr.write(`${done} of ${of} episodes\n`);
  },
});
if (states === null) throw new Error('there are too few states to say what is usual');
await writeFile(join(folder, statesFile), statesText(states));
const { heldBack, about } = states;
console.log(
  `${folder}: ${states.states.length} states of ${about}; limits from ${heldBack.states} that were held back, ${100 * heldBack.falseAlarms} % of them beyond`,
);
