-- SPDX-License-Identifier: GPL-3.0-or-later
-- What `hocvud dev` asks about the demo world.

-- demo_there() -> bool
SELECT EXISTS (SELECT FROM person p WHERE p.code = 'hv-0001');

-- demo_trainer(today) -> text
-- The invented trainer with a session at hand: the nearest one to today.
SELECT p.code FROM session s JOIN person p ON p.id = s.trainer_id
 WHERE NOT s.cancelled ORDER BY abs(s.date - :today::date), p.code LIMIT 1;

-- demo_besides() -> int
-- What people entered beside the demo world: its codes are known, anything else is somebody's work.
SELECT (SELECT count(*) FROM person p WHERE p.code !~ '^hv-[0-9]+$')
	+ (SELECT count(*) FROM class c WHERE c.code !~ '^lop-[0-9]+$' AND c.code !~ '^l[1-8]-');
