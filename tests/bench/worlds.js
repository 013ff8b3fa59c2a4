// SPDX-License-Identifier: GPL-3.0-or-later
// The worlds of a run: packages kept in build/bench, clusters made of them when a figure first asks.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../help/cluster.js';
import { forget, load, office, open } from './stand.js';
import { writePeople, writeRosters, writeWorld } from './world.js';

const GENERATOR = fileURLToPath(new URL('world.js', import.meta.url));

// Of everything that decides what a cluster holds: the generator, the schema, the import.
function fingerprint(...paths) {
  const hash = createHash('sha256');
  const add = (path) => statSync(path).isDirectory() ? readdirSync(path).sort().forEach((name) => add(join(path, name))) : hash.update(readFileSync(path));
  paths.forEach(add);
  return hash.digest('hex');
}

// Does the folder carry this mark? If not it is emptied.
function kept(folder, mark) {
  const file = join(folder, 'made-of');
  if (existsSync(file) && readFileSync(file, 'utf8') === mark) return true;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return false;
}
const keep = (folder, mark) => writeFileSync(join(folder, 'made-of'), mark);

function packages(folder, size, today) {
  const place = join(folder, `people-${size}`), mark = fingerprint(GENERATOR);
  const made = { people: join(place, 'people'), world: join(place, 'world'), rosters: join(folder, `rosters-${size}`) };
  if (!kept(place, mark)) {
    writePeople(made.people, size);
    writeWorld(made.world, size);
    keep(place, mark);
  }
  writeRosters(made.rosters, size, today);
  return made;
}

function fill(stand, of) {
  load(stand, of.people);
  load(stand, of.world);
  load(stand, of.rosters);
  office(stand);
  stand.settle();
  const [{ fsync }] = stand.sql('super', "SELECT current_setting('fsync') AS fsync");
  if (fsync !== 'on') throw new Error('fsync is off');
}

export function worlds(folder, people) {
  const today = new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 10);	// in Vietnam
  const made = { small: packages(folder, people.small, today), large: packages(folder, people.large, today) };
  const stands = {};
  const place = (name) => join(folder, name, 'v');

  async function fresh(name) {
    await stands[name]?.stop();
    await forget(place(name));
    stands[name] = await open(place(name));
    return stands[name];
  }
  // Written to by rosters, so made anew each run.
  async function used(name) {
    if (!stands[name]) fill(await fresh(name), made.small);
    return stands[name];
  }
  const mark = () => `${people.large} ${fingerprint(GENERATOR, join(ROOT, 'schema'), join(ROOT, 'server/features/exchange'))}`;
  const file = join(folder, 'large.made-of');

  return {
    packages: made,
    small: () => used('small'),
    bare: () => used('bare'),
    // An empty cluster where the large world will be.
    emptied() {
      rmSync(file, { force: true });
      return fresh('large');
    },
    // Only read from, so kept while nothing it is made of changes.
    async large() {
      if (stands.large && existsSync(file)) return stands.large;
      if (existsSync(file) && readFileSync(file, 'utf8') === mark() && existsSync(place('large'))) {
        stands.large = await open(place('large'));
        return stands.large;
      }
      rmSync(file, { force: true });
      fill(stands.large ?? await fresh('large'), made.large);
      writeFileSync(file, mark());
      return stands.large;
    },
    async end() {
      for (const stand of Object.values(stands)) await stand.stop();
      for (const name of ['small', 'bare', ...(existsSync(file) ? [] : ['large'])]) {
        await forget(place(name));
        rmSync(join(folder, name), { recursive: true, force: true });
      }
    },
  };
}
