// SPDX-License-Identifier: GPL-3.0-or-later
// Filters of lists that somebody saved under a name: theirs alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { world } from './training_world.js';

let w;
before(async () => { w = await world({ now: '2026-09-05T03:00:00Z' }); });
after(() => w?.stop());

const OPEN = { list: 'classes', name: 'Đang mở ở Bạch Sam', query: 'state=open&unit=bach-sam' };

test('a filter is saved, found by its list, forgotten; nobody else sees or removes it', async () => {
  const made = await w.as('hoa').post('/me/filters', OPEN).expect(201, OPEN);
  await w.as('hoa').post('/me/filters', { ...OPEN, list: 'nominations', query: 'state=waitlisted' }).expect(201);
  await w.as('hoa').post('/me/filters', OPEN).expect(409, { code: 'filter_name_taken' });
  await w.as('duc').post('/me/filters', OPEN).expect(201);
  await w.as('hoa').get('/me/filters?list=classes').expect(200, { items: [{ ...OPEN, id: made.id }] });
  await w.as('hoa').get('/me/filters?limit=1').expect(200, { items: [OPEN], next: made.id });
  await w.as('duc').delete(`/me/filters/${made.id}`).expect(404, { code: 'filter_unknown' });
  await w.as('office').get('/me/filters').expect(200, { items: [] });
  await w.as('hoa').delete(`/me/filters/${made.id}`).expect(204);
  await w.as('hoa').get('/me/filters?list=classes').expect(200, { items: [] });
});

test('what is no list, no name, too long or too many is refused by that', async () => {
  const add = (more) => w.as('an').post('/me/filters', { ...OPEN, ...more });
  await add({ list: 'Lớp' }).expect(422, { code: 'filter_list_form' });
  await add({ name: '' }).expect(422);
  await add({ query: 'x'.repeat(1001) }).expect(422);
  w.sql('owner', `INSERT INTO saved_filter (account_id, list, name, query, made_at)
    SELECT id, 'classes', 'số ' || n, 'q=a', now() FROM account, generate_series(1, 100) n WHERE name = 'an'`);
  await add({}).expect(409, { code: 'filters_too_many' });
  assert.equal(w.sql('owner', "SELECT count(*)::int AS n FROM saved_filter f JOIN account a ON a.id = f.account_id WHERE a.name = 'an'")[0].n, 100);
});
