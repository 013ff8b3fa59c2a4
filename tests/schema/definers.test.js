// SPDX-License-Identifier: GPL-3.0-or-later
// What runs as the owner, and what somebody could make of it who runs statements of their own as the server's role.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';

let s;
before(async () => { s = await start(); });
after(() => s?.stop());

const definers = (which) => s.sql('owner', `SELECT p.oid::regprocedure::text AS f FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND ${which} ORDER BY 1`).map((r) => r.f);

test('every function that runs as the owner looks for tables in public, and in temporary ones last', () => {
  assert.deepEqual(definers("NOT coalesce('search_path=public, pg_temp' = ANY (p.proconfig), false)"), []);
});

test('nobody makes a trigger of what runs as the owner', () => {
  for (const role of ['hocvu_app', 'hocvu_job']) {
    assert.deepEqual(definers(`p.prorettype = 'trigger'::regtype AND has_function_privilege('${role}', p.oid, 'EXECUTE')`), [], role);
  }
});

test('a temporary table that is called like one of ours runs nothing as the owner', () => {
  assert.throws(() => s.sql('app', 'CREATE TEMP TABLE said (who text)'), /permission denied to create temporary tables/, 'the server makes none at all');
  const attack = (trigger) => s.sql('job', `
    CREATE TEMP TABLE said (who text); GRANT ALL ON said TO PUBLIC;
    CREATE TEMP TABLE working_age_end (LIKE public.working_age_end); GRANT ALL ON working_age_end TO PUBLIC;
    CREATE FUNCTION pg_temp.evil() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO said VALUES (current_user); RETURN NULL; END$$;
    CREATE TRIGGER evil AFTER INSERT OR DELETE ON working_age_end FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.evil();
    CREATE TEMP TABLE mine (a int);
    CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH STATEMENT EXECUTE FUNCTION ${trigger}();
    INSERT INTO mine VALUES (1)`);
  assert.throws(() => attack('public.working_age_refresh'), /permission denied for function (public\.)?working_age_refresh/);
});
