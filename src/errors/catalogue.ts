// Every error Trimtab can end with: its exit code, what it means and what to do. docs/reference/errors.md is made from it.
import type { ErrorEntry } from './entry.js';
import { fileErrors } from './file-errors.js';
import { modelErrors } from './model-errors.js';

export const catalogue = {
  TRIMTAB_E_USAGE: {
    exit: 2,
    meaning: 'The command line has an unknown command, an unknown option or a value of the wrong kind.',
    next: 'Run the command with --help to see what it takes.',
  },
  TRIMTAB_E_CONFIG_FILE: {
    exit: 2,
    meaning:
      'The configuration file, or a file that it names, cannot be read, is not YAML, or does not hold what it should.',
    next: 'Check the path, the permissions and what is in it, then run trimtab config check.',
  },
  TRIMTAB_E_CONFIG: {
    exit: 2,
    meaning: 'The configuration has an unknown option or a value that is not allowed.',
    next: 'Correct the option; docs/reference/configuration.md lists them all.',
  },
  TRIMTAB_E_OBJECTIVE: {
    exit: 2,
    meaning: 'The module that objective.module names cannot be loaded, or its function gives no number.',
    next: 'Correct the module (docs/guide/objective.md has an example), or take objective.module out: then the weights hold.',
  },
  TRIMTAB_E_NO_CLUSTER: {
    exit: 2,
    meaning: 'Neither the command line nor a configuration file names a cluster.',
    next: 'Add --ui http://HOST:8080 (the Storm UI), --nimbus HOST:6627 or --tracker http://HOST:8888 (Heron), or write a configuration file and name it with --config.',
  },
  TRIMTAB_E_CLUSTER_UNKNOWN: {
    exit: 2,
    meaning: 'The configuration has no cluster of that name.',
    next: 'Run trimtab config show to see the names.',
  },
  TRIMTAB_E_CLUSTER_AMBIGUOUS: {
    exit: 2,
    meaning: 'The configuration has several clusters and the command needs one.',
    next: 'Add --cluster NAME.',
  },
  TRIMTAB_E_ENGINE: {
    exit: 2,
    meaning: 'This release does not support that engine, or does not do that on it.',
    next: 'The message says what this release does instead.',
  },
  TRIMTAB_E_TOPOLOGY_UNKNOWN: {
    exit: 2,
    meaning: 'The cluster runs no topology of that name. Names are exact.',
    next: 'Run trimtab suggest without --topology to see all topologies.',
  },
  TRIMTAB_E_TOPOLOGY_AMBIGUOUS: {
    exit: 2,
    meaning: 'Several topologies of a Heron cluster have that name, in other roles or environs.',
    next: 'Name one of them with its role and environ, as the message does.',
  },
  TRIMTAB_E_CHANGE_UNKNOWN: {
    exit: 2,
    meaning: 'The journal has no such change, or none of it is in force any more.',
    next: 'List them with trimtab audit list --kind intended; it prints the changes and their ids; --state-dir names the journal.',
  },
  TRIMTAB_E_VETOED: {
    exit: 4,
    meaning: 'A guard is against what was asked for; nothing was sent.',
    next: 'Remove what the message names, then ask again; docs/guide/safety.md has every guard.',
  },
  TRIMTAB_E_ROLLBACK: {
    exit: 1,
    meaning: 'A rollback was begun and did not come into force as a whole.',
    next: 'Look at the topology; the journal has what was sent.',
  },
  TRIMTAB_E_PENDING_UNKNOWN: {
    exit: 2,
    meaning:
      'Nothing of that id waits for an answer: it was answered, has expired, or something newer took its place.',
    next: 'Run trimtab pending to see what waits; trimtab audit show ID says what became of the other.',
  },
  TRIMTAB_E_NO_AGENT: {
    exit: 1,
    meaning:
      'No agent runs on that state directory, and only an agent can measure once more and carry a change out.',
    next: 'Start trimtab agent with the same state directory, then approve again; or run the commands of trimtab pending by hand.',
  },
  TRIMTAB_E_NO_ANSWER: {
    exit: 1,
    meaning: 'The agent has not answered the request in time.',
    next: 'Look in the log of the agent; trimtab audit show ID tells what it did.',
  },
  TRIMTAB_E_NOT_CARRIED_OUT: {
    exit: 1,
    meaning: 'An approved change was begun and did not come into force as a whole.',
    next: 'Look at the topology; trimtab audit show ID has what was sent, trimtab rollback leads back.',
  },
  TRIMTAB_E_NOT_REPLAYABLE: {
    exit: 1,
    meaning:
      'What a decision was made from is not there any more, was never kept, or was changed, so that it cannot be made again.',
    next: 'Decisions are kept from this release on, the newest agent.keepDecisions of them; a changed file is for whoever has access to the state directory to explain.',
  },
  TRIMTAB_E_REPLAY_DIFFERS: {
    exit: 1,
    meaning: 'A decision that was made again from its recorded inputs is not the recorded one.',
    next: 'Replay it with the release and the Node that made it, which the output names; if it differs there too, the journal or the files were changed: trimtab audit verify.',
  },
  TRIMTAB_E_STATE_DIR: {
    exit: 2,
    meaning: 'The state directory cannot be created or written.',
    next: 'Give a directory you may write to with --state-dir DIR or the option stateDir.',
  },
  TRIMTAB_E_EXTERNAL: {
    exit: 3,
    meaning:
      'What is asked beside the engine (lag of the spouts, a query to Prometheus) was not answered with a number.',
    next: 'Try the query in Prometheus, or the path in the UI; docs/guide/external-inputs.md has examples.',
  },
  TRIMTAB_E_LOCKED: {
    exit: 1,
    meaning: 'Another process of this host does what only one may do at a time.',
    next: 'End the process that the message names, or let it do the work.',
  },
  TRIMTAB_E_JOURNAL: {
    exit: 1,
    meaning: 'The journal cannot be written or read: no space, no permission, or a failing disk.',
    next: 'Make room in the state directory, or correct its permissions, and start Trimtab again.',
  },
  TRIMTAB_E_JOURNAL_DAMAGED: {
    exit: 5,
    meaning: 'The journal is not as Trimtab wrote it: it was changed, or the disk lost a part of it.',
    next: 'Run trimtab audit verify to see every place. Keep the directory journal as evidence: move it away, and Trimtab starts a new one.',
  },
  TRIMTAB_E_NO_JOURNAL: {
    exit: 2,
    meaning: 'The state directory has no journal. The agent writes one; suggest does not.',
    next: 'Name the state directory of the agent with --state-dir DIR, or its configuration with --config FILE.',
  },
  TRIMTAB_E_RECORD_UNKNOWN: {
    exit: 2,
    meaning: 'The journal has no record of that id or sequence number.',
    next: 'Run trimtab audit list to see what there is.',
  },
  TRIMTAB_E_DECISION_UNKNOWN: {
    exit: 2,
    meaning: 'Neither the journal nor the suggestions of the state directory have such a decision.',
    next: 'List them with trimtab audit list --kind decided; --state-dir names the directory. trimtab suggest makes one.',
  },
  TRIMTAB_E_OUTPUT: {
    exit: 1,
    meaning:
      'What a command prints, or a file that it was to write, cannot be written: a full disk, a failing one, or no permission.',
    next: 'Make room or send the output elsewhere, and run the command again; what changes something has done it or says in the journal how far it came.',
  },
  TRIMTAB_E_PORT: {
    exit: 1,
    meaning: 'A port to listen on is already taken or may not be used.',
    next: 'Choose another port, or 0 for a free one.',
  },
  TRIMTAB_E_UNREACHABLE: {
    exit: 3,
    meaning: 'No connection to the cluster: the name does not resolve, nothing listens there, or it was cut.',
    next: 'Check the URL and that the Storm UI runs: curl URL/api/v1/cluster/summary',
  },
  TRIMTAB_E_TIMEOUT: {
    exit: 3,
    meaning: 'The cluster did not answer in time.',
    next: 'Check the load of its hosts (the UI and Nimbus; the Tracker), or raise clusters[].timeout.',
  },
  TRIMTAB_E_TLS: {
    exit: 3,
    meaning:
      'The TLS connection failed: certificate not trusted, expired, for another host, or one of ours is missing; or there is no TLS where https was asked for.',
    next: 'Name the authority that signed it with clusters[].auth.ca (PEM), and your own with auth.cert and auth.key.',
  },
  TRIMTAB_E_SASL: {
    exit: 3,
    meaning: 'Nimbus expects a SASL handshake (Kerberos or a password), which Trimtab does not speak.',
    next: 'Read through the UI with --ui; its header or certificate goes into clusters[].auth.',
  },
  TRIMTAB_E_STORM_COMMAND: {
    exit: 2,
    meaning:
      'Changes go through the storm command (clusters[].via), which cannot be started, or does not tell doctor its version; nothing was sent.',
    next: 'Name it with clusters[].stormCommand, such as /opt/storm/bin/storm, and let the user of Trimtab run it.',
  },
  TRIMTAB_E_AUTH: {
    exit: 3,
    meaning:
      'The UI, Nimbus or the Tracker refused the request: a header, a token or a permission is missing.',
    next: 'Set clusters[].auth.header and auth.valueFile, and allow the user to read topologies.',
  },
  TRIMTAB_E_NOT_STORM: {
    exit: 3,
    meaning: 'Something answered, but not a Storm UI (a page, or text that is not JSON), or not a Nimbus.',
    next: 'Give the base URL of the Storm UI, with its path prefix behind a proxy, without /api/v1.',
  },
  TRIMTAB_E_NOT_TRACKER: {
    exit: 3,
    meaning: 'Something answered, but not a Heron Tracker (a page, or text that is not its JSON).',
    next: 'Give the base URL of the Heron Tracker, with its path prefix behind a proxy: URL/clusters must answer.',
  },
  TRIMTAB_E_NOT_API_SERVER: {
    exit: 3,
    meaning: 'Something answered, but not the API server of Heron.',
    next: 'Give its base URL in clusters[].api, without /api/v1: URL/api/v1/version must answer.',
  },
  TRIMTAB_E_PACKING: {
    exit: 3,
    meaning:
      'A dry run of an update of Heron makes another plan than was asked for, or begins from another than the Tracker shows; nothing was sent.',
    next: 'Check that clusters[].api and clusters[].tracker are of one cluster, and try the update with heron update --dry-run.',
  },
  TRIMTAB_E_HERON_COMMAND: {
    exit: 2,
    meaning:
      'Updates go through the heron command (clusters[].heronCommand), which cannot be started, does not take the arguments, or does not say what it would do; nothing was sent.',
    next: 'Name it with clusters[].heronCommand, such as /opt/heron/bin/heron, and let the user of Trimtab run it: heron version must answer.',
  },
  TRIMTAB_E_TMANAGER: {
    exit: 3,
    meaning: 'The Tracker answers, but the topology manager behind it, which has the metrics, does not.',
    next: 'Wait a minute if the topology is being updated; otherwise look at container 0 of the topology.',
  },
  TRIMTAB_E_FILTER: {
    exit: 2,
    meaning: 'Topologies run, and none of them has the role or the environ that the configuration asks for.',
    next: 'Correct clusters[].role or clusters[].environ.',
  },
  TRIMTAB_E_ANSWER: {
    exit: 3,
    meaning: 'The answer can be read, but is not of the shape that this part of the API has.',
    next: 'Check the version with trimtab doctor; report the message if it is Storm 1.2, Storm 2.x or Heron 0.20.',
  },
  TRIMTAB_E_VERSION: {
    exit: 3,
    meaning: 'The cluster runs a version of Storm that Trimtab does not know.',
    next: 'Trimtab reads Storm 1.2 and 2.x.',
  },
  TRIMTAB_E_NO_LEADER: {
    exit: 3,
    meaning: 'The cluster answers, but no Nimbus is the leader.',
    next: 'Start Nimbus, or look in nimbus.log why it ends itself (a bad topology setting can do that).',
  },
  TRIMTAB_E_ENGINE_FAILED: {
    exit: 3,
    meaning: 'Storm answered with an error of its own.',
    next: 'Look for the quoted line in ui.log and nimbus.log.',
  },
  TRIMTAB_E_PATH_UNKNOWN: {
    exit: 3,
    meaning: 'The server does not have that path.',
    next: 'Check the path prefix of the URL; this version of Storm may lack the endpoint.',
  },
  TRIMTAB_E_TOPOLOGY_GONE: {
    exit: 3,
    meaning: 'The topology is not, or no longer, on the cluster.',
    next: 'It was killed or submitted again meanwhile: run the command once more.',
  },
  TRIMTAB_E_COMPONENT_UNKNOWN: {
    exit: 3,
    meaning: 'The topology has no such component, or Nimbus cannot show it.',
    next: 'Compare with the spouts and bolts on the topology page of the UI.',
  },
  TRIMTAB_E_REBALANCING: {
    exit: 3,
    meaning:
      'The topology is being rebalanced or updated; a second change is refused until the first has ended.',
    next: 'Wait until it runs again.',
  },
  TRIMTAB_E_UNCERTAIN: {
    exit: 3,
    meaning: 'A change was sent and no answer came: it may have been carried out or not.',
    next: 'Look at the topology before anything is sent again; the agent does so by itself.',
  },
  TRIMTAB_E_INVALID_PLAN: {
    exit: 2,
    meaning:
      'A change has a key, a type or a value that is not on the list of what may be sent; nothing was sent.',
    next: 'Correct the value that the message names; docs/reference/knobs.md lists keys and ranges.',
  },
  TRIMTAB_E_VALUE_REFUSED: {
    exit: 3,
    meaning: 'The engine refused a value of the request.',
    next: 'Correct the value that the message names.',
  },
  ...fileErrors,
  ...modelErrors,
  TRIMTAB_E_INTERRUPTED: {
    exit: 130,
    meaning:
      'The command was interrupted (Ctrl-C, SIGTERM, or SIGHUP of a terminal that is gone) before it was done.',
    next: 'Nothing was changed; run it again.',
  },
  TRIMTAB_E_INTERNAL: {
    exit: 1,
    meaning: 'A fault in Trimtab itself.',
    next: 'Please report it with the message and the output of trimtab doctor.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
