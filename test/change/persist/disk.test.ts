// Files on a real disk: what is written, what is kept, and each way in which reading or writing is refused.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  promises,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileFunctions, planFiles, type Wish, writeFiles } from '../../../src/change/index.js';
import { folderWith, refusal } from './helpers.js';

const wishes: readonly Wish[] = [{ knob: 'topology.max.spout.pending', value: 500, insert: true }];
const before = '# mine\r\ntopology.max.spout.pending: 100\r\n';
const after = '# mine\r\ntopology.max.spout.pending: 500\r\n';

const plan = (files: FileFunctions, ...paths: string[]) =>
  planFiles(files, { files: paths, keys: {} }, wishes);

async function persist(
  folder: string,
  names: readonly string[],
  files: FileFunctions = promises,
  meanwhile = (): void => {},
) {
  const planned = await plan(files, ...names.map((name) => join(folder, name)));
  meanwhile();
  return await writeFiles(planned, { files, backups: join(folder, 'backups'), stamp: 'd1', git: null });
}

describe('a file that is written', () => {
  it('has its mode, leaves nothing beside it, and a backup in the state directory', async () => {
    const folder = folderWith({ 'a.yaml': before });
    chmodSync(join(folder, 'a.yaml'), 0o640);
    const { files } = await persist(folder, ['a.yaml']);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(after);
    expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'backups']);
    expect(readFileSync(files[0]?.backup ?? '', 'utf8')).toBe(before);
    expect(statSync(files[0]?.backup ?? '').mode & 0o777).toBe(0o600);
  });

  it('is the real one behind a link, named once however often it is listed', async () => {
    const folder = folderWith({ 'real.yaml': before });
    symlinkSync('real.yaml', join(folder, 'a.yaml'));
    const { files } = await persist(folder, ['a.yaml', 'real.yaml']);
    expect(files).toHaveLength(1);
    expect(readFileSync(join(folder, 'real.yaml'), 'utf8')).toBe(after);
    expect(readdirSync(folder)).toContain('a.yaml');
  });

  it('keeps a byte order mark, and Latin-1 in properties', async () => {
    const latin = Buffer.from('gr\u00fc\u00df=\u00df\ntopology.max.spout.pending=100\n', 'latin1');
    const folder = folderWith({ 'a.yaml': `\uFEFF${before}`, 'b.properties': latin });
    const { files } = await persist(folder, ['a.yaml', 'b.properties']);
    expect(readFileSync(files[1]?.backup ?? '')).toEqual(latin);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(`\uFEFF${after}`);
    expect(readFileSync(join(folder, 'b.properties'), 'latin1')).toBe(
      latin.toString('latin1').replace('100', '500'),
    );
  });

  it('is not touched where nothing differs', async () => {
    const folder = folderWith({ 'a.yaml': after });
    expect(await persist(folder, ['a.yaml'])).toEqual({ files: [], commits: [], commitProblem: null });
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['missing', {}, 'a.yaml'],
    ['not UTF-8', { 'a.yaml': Buffer.from([0x61, 0x3a, 0x20, 0xff]) }, 'a.yaml'],
    ['a folder', {}, ''],
  ])('%s', async (_, files, name) => {
    const folder = folderWith(files);
    expect(await refusal(() => plan(promises, join(folder, name)), folder)).toMatchSnapshot();
  });

  it('a pipe, which would be waited for without end', async () => {
    const folder = folderWith();
    execFileSync('mkfifo', [join(folder, 'a.yaml')]);
    symlinkSync('a.yaml', join(folder, 'link.yaml'));
    for (const name of ['a.yaml', 'link.yaml']) {
      expect(await refusal(() => plan(promises, join(folder, name)), folder)).toBe(
        `TRIMTAB_E_FILE_READ FOLDER/${name}: it is no regular file → Name a file: a pipe, a socket or a device cannot be rewritten.`,
      );
    }
  });

  it('links that lead in a circle', async () => {
    const folder = folderWith();
    symlinkSync('b.yaml', join(folder, 'a.yaml'));
    symlinkSync('a.yaml', join(folder, 'b.yaml'));
    expect(await refusal(() => plan(promises, join(folder, 'a.yaml')), folder)).toMatchSnapshot();
  });
});

describe('a file that cannot be written stays as it was', () => {
  async function refused(act: (folder: string) => Promise<unknown>, content = before): Promise<string> {
    const folder = folderWith({ 'a.yaml': before });
    const text = await refusal(() => act(folder), folder);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(content);
    expect(readdirSync(folder).filter((name) => name.includes('trimtab-'))).toEqual([]);
    return text;
  }

  it('changed by somebody between reading and writing', async () => {
    const theirs = '# theirs\n';
    const text = await refused(
      (folder) => persist(folder, ['a.yaml'], promises, () => writeFileSync(join(folder, 'a.yaml'), theirs)),
      theirs,
    );
    expect(text).toMatchSnapshot();
  });

  it('changed while the new content goes to the disk', async () => {
    const theirs = '# theirs\n';
    const text = await refused(
      (folder) =>
        persist(folder, ['a.yaml'], {
          ...promises,
          open: async (path, flags, mode) => {
            if (String(path).includes('trimtab-')) writeFileSync(join(folder, 'a.yaml'), theirs);
            return await promises.open(path, flags, mode);
          },
        }),
      theirs,
    );
    expect(text).toMatch(/^TRIMTAB_E_FILE_CHANGED/);
  });

  it('read-only, also for a superuser', async () => {
    expect(
      await refused((folder) => {
        chmodSync(join(folder, 'a.yaml'), 0o444);
        return persist(folder, ['a.yaml']);
      }),
    ).toMatchSnapshot();
  });

  it('with several names', async () => {
    expect(
      await refused((folder) => {
        linkSync(join(folder, 'a.yaml'), join(folder, 'b.yaml'));
        return persist(folder, ['a.yaml']);
      }),
    ).toMatchSnapshot();
  });

  it.each([
    ['a group that Trimtab is no member of', 'EPERM', { gid: 4711 }],
    ['a group that is nobody to it', 'EINVAL', { gid: 4711 }],
    ['another user', 'EPERM', { uid: 4711 }],
  ])('of %s', async (_, code, owner) => {
    const notGiven: FileFunctions = {
      ...promises,
      stat: (async (path: string) => Object.assign(await promises.stat(path), owner)) as typeof promises.stat,
      open: async (path, flags, mode) => {
        const handle = await promises.open(path, flags, mode);
        handle.chown = () => Promise.reject(Object.assign(new Error('chown'), { code }));
        return handle;
      },
    };
    const own = `${process.getuid?.()}`;
    const text = await refused((folder) => persist(folder, ['a.yaml'], notGiven));
    expect(text.replaceAll(`user ${own}`, 'user OWN').replace(`chown ${own}`, 'chown OWN')).toMatchSnapshot();
  });

  it('on a full disk', async () => {
    expect(
      await refused((folder) =>
        persist(
          folder,
          ['a.yaml'],
          fullAt((path) => path.includes('.trimtab-')),
        ),
      ),
    ).toMatchSnapshot();
  });

  it('without room for the backup', async () => {
    expect(
      await refused((folder) =>
        persist(
          folder,
          ['a.yaml'],
          fullAt((path) => path.includes('backups')),
        ),
      ),
    ).toMatchSnapshot();
  });

  it('together with others: those written before get their former content again', async () => {
    const folder = folderWith({ 'a.yaml': before, 'b.yaml': before });
    const full = fullAt((path) => path.includes('.b.yaml.trimtab-'));
    expect(await refusal(() => persist(folder, ['a.yaml', 'b.yaml'], full), folder)).toMatch(
      /^TRIMTAB_E_FILE_WRITE FOLDER.b.yaml/,
    );
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(before);
    expect(readFileSync(join(folder, 'b.yaml'), 'utf8')).toBe(before);
  });

  it('together with others, some of which cannot get theirs again: the rest does, and each of them is named', async () => {
    const names = ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'];
    const folder = folderWith(Object.fromEntries(names.map((name) => [name, before])));
    let isReadOnly = false;
    const files: FileFunctions = {
      ...promises,
      rename: async (from, to) => {
        isReadOnly ||= String(to).endsWith('d.yaml');
        if (isReadOnly && !String(to).endsWith('b.yaml'))
          throw Object.assign(new Error('read-only'), { code: 'EROFS' });
        await promises.rename(from, to);
      },
    };
    const told = await refusal(() => persist(folder, names, files), folder);
    expect(told).toMatch(/^TRIMTAB_E_FILE_WRITE FOLDER.d\.yaml/);
    expect(told.match(/and FOLDER.\w\.yaml keeps its new content/g)).toEqual([
      'and FOLDER/a.yaml keeps its new content',
      'and FOLDER/c.yaml keeps its new content',
    ]);
    const contents = names.map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(contents).toEqual([after, before, after, before]);
  });

  it('that cannot be read again once it is in its place: it gets its former content', async () => {
    let isFailing = true;
    const text = await refused((folder) =>
      persist(folder, ['a.yaml'], {
        ...promises,
        readFile: (async (path: string) => {
          const bytes = await promises.readFile(path);
          if (!isFailing || bytes.toString() !== after) return bytes;
          isFailing = false;
          throw Object.assign(new Error('disk'), { code: 'EIO' });
        }) as typeof promises.readFile,
      }),
    );
    expect(text).toMatch(/^TRIMTAB_E_FILE_WRITE FOLDER.a\.yaml: cannot be written/);
  });
});

/** A disk on which nothing more can be written to such files. */
function fullAt(isFull: (path: string) => boolean): FileFunctions {
  return {
    ...promises,
    open: async (path, flags, mode) => {
      const handle = await promises.open(path, flags, mode);
      if (isFull(String(path)))
        handle.writeFile = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
      return handle;
    },
  };
}
